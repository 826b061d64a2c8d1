using System.CommandLine;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.TransferLearning;

internal delegate void TrainAction(TransferRun run, CancellationToken cancellation);

internal delegate void SplitsAction(TransferRun run, int splits, CancellationToken cancellation);


internal delegate void PredictAction(string model, IReadOnlyList<string> images, int top, string? why);

internal delegate void BenchmarkAction(TransferRun run, IReadOnlyList<string> backbones, int splits, CancellationToken cancellation);

/// <summary>The pipeline's commands and their options.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Makes a classifier of your own pictures from a network that has already learned to see: few pictures and a minute are enough.

        Examples:
          dotnet run -c Release                                                      the whole story on pictures and a network of the repository
          dotnet run -c Release -- train --data photos --backbone mobilenet.onnx     folders of labelled photographs, a network of your own
          dotnet run -c Release -- train --data photos --backbone mobilenet.onnx --splits 5     mean and deviation over random divisions
          dotnet run -c Release -- train --data photos --fine-tune 4 --class-weights balanced   the network's last four blocks learn too
          dotnet run -c Release -- benchmark-backbones --data photos a.onnx b.pb     which network suits these pictures
          dotnet run -c Release -- predict cat.jpg folder                            classes, probabilities, and a heat map of why
          dotnet run -c Release -- features --data photos                            features as CSV, and a map of the pictures
          dotnet run -c Release -- export --onnx network.onnx                        network and head as one file for any ONNX runtime
        """;

    public static RootCommand Create(TransferArguments arguments, TrainAction train, SplitsAction measure, PredictAction predict, TrainAction features, BenchmarkAction benchmark)
    {
        var root = new RootCommand(Examples);
        arguments.AddTo(root);
        root.SetAction((parsed, cancellation) => Run(() => train(arguments.Read(parsed, story: arguments.IsStory(parsed)), cancellation)));

        var splits = new Option<int>("--splits") { Description = "Only measure: train and test on so many random divisions, 80 and 20 % of each class, and give mean and deviation.", DefaultValueFactory = _ => 0 };
        var trainCommand = new Command("train", "Train, test, report, save and predict.");
        arguments.AddTo(trainCommand);
        trainCommand.Add(splits);
        trainCommand.SetAction((parsed, cancellation) => Run(() =>
        {
            if (parsed.GetValue(splits) > 0) measure(arguments.Read(parsed), parsed.GetValue(splits), cancellation);
            else train(arguments.Read(parsed), cancellation);
        }));

        var model = new Option<string>("--model", "-m") { Description = "The model zip.", DefaultValueFactory = _ => Path.Combine(arguments.Output, ModelFiles.Name), HelpName = "zip" };
        var images = new Argument<string[]>("images") { Description = "Pictures, or folders of pictures.", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top") { Description = "How many classes to show.", DefaultValueFactory = _ => 3 };
        var why = new Option<string>("--output", "-o") { Description = "The folder for heat maps of what speaks for the class.", DefaultValueFactory = _ => Path.Combine(arguments.Output, "why"), HelpName = "folder" };
        var plain = new Option<bool>("--no-heatmap") { Description = "Draw none." };
        var predictCommand = new Command("predict", "Predict the classes of pictures, and draw why.") { images, model, top, why, plain };
        predictCommand.SetAction((parsed, _) => Run(() => predict(parsed.GetValue(model)!, parsed.GetValue(images)!, parsed.GetValue(top), parsed.GetValue(plain) ? null : parsed.GetValue(why))));

        var featuresCommand = new Command("features", "Write the features of pictures as CSV, and draw a map of them.");
        arguments.AddTo(featuresCommand, training: false);
        featuresCommand.SetAction((parsed, cancellation) => Run(() => features(arguments.Read(parsed), cancellation)));

        var backbones = new Argument<string[]>("backbones") { Description = "Networks to compare; otherwise all that are on this machine.", Arity = ArgumentArity.ZeroOrMore };
        var times = new Option<int>("--splits") { Description = "Random divisions for each network.", DefaultValueFactory = _ => 3 };
        var benchmarkCommand = new Command("benchmark-backbones", "Compare accuracy and time of networks on your pictures.") { backbones, times };
        arguments.AddTo(benchmarkCommand);
        benchmarkCommand.SetAction((parsed, cancellation) => Run(() => benchmark(arguments.Read(parsed), parsed.GetValue(backbones)!, parsed.GetValue(times), cancellation)));

        Command evaluateCommand = ClassifierCommands.Evaluate(model, TransferReport.Pipeline, arguments.Output, 1, arguments.DataOf);
        Command exportCommand = ClassifierCommands.Export(model, arguments.Output, "Write network and head of a saved model as one ONNX file.");
        foreach (Command command in new[] { trainCommand, evaluateCommand, predictCommand, exportCommand, featuresCommand, benchmarkCommand, ModelCommands.Create("onnx") }) root.Add(command);
        return root;
    }

    private static Task<int> Run(Action action)
    {
        action();
        return Task.FromResult(ExitCodes.Done);
    }
}

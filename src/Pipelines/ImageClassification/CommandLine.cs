using System.CommandLine;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;

namespace MlNetDeepLearning.ImageClassification;

/// <summary>Trains and reports.</summary>
internal delegate void TrainAction(ImageTrainingOptions options, CancellationToken cancellation);

/// <summary>Predicts the classes of pictures.</summary>
internal delegate void PredictAction(string model, IReadOnlyList<string> images, int top);

/// <summary>The pipeline's commands and their options.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Trains a convolutional network from scratch on labelled pictures, tests it, and saves a model that any ML.NET app can load.

        Examples:
          dotnet run -c Release                                               the whole story on the pictures of the repository
          dotnet run -c Release -- train --data pictures --epochs 30          folders of labels, optionally below train and test
          dotnet run -c Release -- train --data mnist --network resnet8       IDX files as MNIST is distributed
          dotnet run -c Release -- train --resume                             go on after Ctrl+C
          dotnet run -c Release -- evaluate --data others                     test the model on other pictures
          dotnet run -c Release -- predict cat.jpg folder --top 5             classes and probabilities
          dotnet run -c Release -- export --onnx network.onnx                 the network for any ONNX runtime
        """;

    public static RootCommand Create(ImageTrainingArguments arguments, ImageTrainingOptions defaults, TrainAction train, PredictAction predict)
    {
        var root = new RootCommand(Examples);
        arguments.AddTo(root);
        root.SetAction((parsed, cancellation) => Run(() => train(arguments.Read(parsed), cancellation)));

        var trainCommand = new Command("train", "Train, test, report, save and predict.");
        arguments.AddTo(trainCommand);
        trainCommand.SetAction((parsed, cancellation) => Run(() => train(arguments.Read(parsed), cancellation)));

        var model = new Option<string>("--model", "-m") { Description = "The model zip.", DefaultValueFactory = _ => Path.Combine(defaults.Output, ModelFiles.Name), HelpName = "zip" };
        var top = new Option<int>("--top", "-t") { Description = "How many classes to show.", DefaultValueFactory = _ => 3 };
        var images = new Argument<string[]>("images") { Description = "Pictures, or folders of pictures.", Arity = ArgumentArity.OneOrMore };
        var predictCommand = new Command("predict", "Predict the classes of pictures.") { images, model, top };
        predictCommand.SetAction((parsed, _) => Run(() => predict(parsed.GetValue(model)!, parsed.GetValue(images)!, parsed.GetValue(top))));

        Command evaluateCommand = ClassifierCommands.Evaluate(model, TrainingReport.Pipeline, defaults.Output, defaults.Seed, data => data ?? RepositoryFiles.Find(defaults.Data));
        Command exportCommand = ClassifierCommands.Export(model, defaults.Output, "Write the network of a saved model as an ONNX file.");
        foreach (Command command in new[] { trainCommand, evaluateCommand, predictCommand, exportCommand }) root.Add(command);
        return root;
    }

    private static Task<int> Run(Action action)
    {
        action();
        return Task.FromResult(ExitCodes.Done);
    }
}

using System.CommandLine;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.TensorFlowScoring;

/// <summary>Scores pictures.</summary>
internal delegate int ScoreAction(ScoringOptions options, CancellationToken cancellation);

/// <summary>Converts a network and checks what it wrote.</summary>
internal delegate int ConvertAction(string source, string? target, TensorFlowImportOptions options, double tolerance);

/// <summary>The pipeline's commands and their options.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Scores pictures with pretrained TensorFlow networks: frozen graphs (.pb), .meta files with their checkpoints, SavedModels; describes them and makes ONNX files of them.

        Examples:
          dotnet run -c Release                                                    classify pictures of the repository with a network of the repository
          dotnet run -c Release -- classify cat.jpg -m frozen_graph.pb -l labels.txt
          dotnet run -c Release -- classify cat.jpg -m frozen_graph.pb --outputs MobilenetV1/Predictions/Softmax
          dotnet run -c Release -- inspect saved_model_folder                      signatures, inputs, outputs, operators, parameters, multiply-adds
          dotnet run -c Release -- convert frozen_graph.pb --to network.onnx       and check that both give the same
          dotnet run -c Release -- compare models --tolerance 1e-4                 our outputs against stored ones

        Exit codes: 0 done, 1 failed or beyond the tolerance, 2 usage, 3 some pictures could not be scored, 130 cancelled.
        """;

    public static RootCommand Create(string output, string model, Func<IReadOnlyList<string>> pictures, ScoreAction score, InspectAction inspect, ConvertAction convert, CompareAction compare)
    {
        ScoringArguments arguments = new(output), classify = new(output);
        var root = new RootCommand(Examples);
        arguments.AddTo(root).AddTop(root);
        root.SetAction((parsed, cancellation) => Task.FromResult(score(arguments.Read(parsed, model, pictures), cancellation)));

        var classifyCommand = new Command("classify", "Name the likeliest classes of pictures.");
        classify.AddTo(classifyCommand).AddTop(classifyCommand);
        classifyCommand.SetAction((parsed, cancellation) => Task.FromResult(score(classify.Read(parsed, model, pictures), cancellation)));

        var networks = new NetworkCommands("TensorFlow models");
        Command inspectCommand = networks.Inspect("Describe networks: signatures, inputs, outputs, operators, parameters, multiply-adds, and what is not supported.", inspect), compareCommand = networks.Compare(compare);

        foreach (Command command in new[] { classifyCommand, inspectCommand, Convert(networks.Tolerance, convert), compareCommand, ModelCommands.Create("tensorflow") }) root.Add(command);
        return root;
    }

    private static Command Convert(Option<double> tolerance, ConvertAction convert)
    {
        var source = new Argument<string>("model") { Description = "A TensorFlow model, which becomes ONNX, or an ONNX file, which becomes a frozen graph." };
        var target = new Option<string?>("--to") { Description = "The file to write; otherwise one of the model's name in the output folder.", HelpName = "file" };
        var inputs = new Option<string[]?>("--inputs") { Description = "Where the network begins: names of any tensors or operations of the file.", HelpName = "names", AllowMultipleArgumentsPerToken = true };
        var outputs = new Option<string[]?>("--outputs") { Description = "Where the network ends.", HelpName = "names", AllowMultipleArgumentsPerToken = true };
        var signature = new Option<string?>("--signature") { Description = "The signature of a SavedModel that says both.", HelpName = "name" };
        var command = new Command("convert", "Make an ONNX file of a TensorFlow model, or a frozen graph of an ONNX file, and check that both give the same; exit code 1 beyond the tolerance.") { source, target, inputs, outputs, signature, tolerance };
        command.SetAction((parsed, _) => Task.FromResult(convert(parsed.GetValue(source)!, parsed.GetValue(target), new TensorFlowImportOptions
        {
            Inputs = parsed.GetValue(inputs) is { Length: > 0 } from ? from : null,
            Outputs = parsed.GetValue(outputs) is { Length: > 0 } to ? to : null,
            Signature = parsed.GetValue(signature),
        }, parsed.GetValue(tolerance))));
        return command;
    }
}

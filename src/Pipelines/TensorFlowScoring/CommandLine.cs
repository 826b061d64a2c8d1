using System.CommandLine;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.TensorFlowScoring;

/// <summary>Scores pictures.</summary>
internal delegate int ScoreAction(ScoringOptions options, CancellationToken cancellation);

/// <summary>Describes networks.</summary>
internal delegate int InspectAction(IReadOnlyList<string> models, string? json, int runs);

/// <summary>Converts a network and checks what it wrote.</summary>
internal delegate int ConvertAction(string source, string? target, TensorFlowImportOptions options, double tolerance);

/// <summary>Compares networks with stored outputs.</summary>
internal delegate int CompareAction(IReadOnlyList<string> models, string? references, double tolerance, string? json, int runs);

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

        var models = new Argument<string[]>("models") { Description = "TensorFlow models, folders of them, or names of the catalog.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<string?>("--json") { Description = "A file to write the figures to.", HelpName = "file" };
        var runs = new Option<int>("--runs") { Description = "How many runs are timed.", DefaultValueFactory = _ => 0 };
        var inspectCommand = new Command("inspect", "Describe networks: signatures, inputs, outputs, operators, parameters, multiply-adds, and what is not supported.") { models, json, runs };
        inspectCommand.SetAction((parsed, _) => Task.FromResult(inspect(parsed.GetValue(models)!, parsed.GetValue(json), parsed.GetValue(runs))));

        var references = new Option<string?>("--references", "-r") { Description = "The folder of stored inputs and outputs; otherwise reference/MODEL and test_data_set_* beside the model.", HelpName = "folder" };
        var tolerance = new Option<double>("--tolerance") { Description = "The most that elements may differ, in parts of the largest element.", DefaultValueFactory = _ => 1e-4 };
        var timed = new Option<int>("--runs") { Description = "How many further runs are timed.", DefaultValueFactory = _ => 5 };
        var compareCommand = new Command("compare", "Compare the outputs of networks with stored ones; exit code 1 beyond the tolerance.") { models, references, tolerance, json, timed };
        compareCommand.SetAction((parsed, _) => Task.FromResult(compare(parsed.GetValue(models)!, parsed.GetValue(references), parsed.GetValue(tolerance), parsed.GetValue(json), parsed.GetValue(timed))));

        foreach (Command command in new[] { classifyCommand, inspectCommand, Convert(tolerance, convert), compareCommand, ModelCommands.Create("tensorflow") }) root.Add(command);
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

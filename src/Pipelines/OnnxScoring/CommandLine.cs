using System.CommandLine;
using MlNetDeepLearning.Hosting.Scoring;
using MlNetDeepLearning.Runtime.Quantization;

namespace MlNetDeepLearning.OnnxScoring;

/// <summary>Scores pictures with a task that is made once the network is known.</summary>
internal delegate int ScoreAction(string task, ScoringOptions options, CancellationToken cancellation);

/// <summary>Quantizes a network.</summary>
internal delegate int QuantizeAction(ScoringOptions options, QuantizationOptions quantization, bool isDynamic, string? target, int samples, CancellationToken cancellation);

/// <summary>The pipeline's commands and their options.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Scores pictures with pretrained ONNX networks: names classes, finds objects, colours areas; describes networks and holds them against stored outputs.

        Examples:
          dotnet run -c Release                                                    classify pictures of the repository with a network of the repository
          dotnet run -c Release -- classify cat.jpg -m squeezenet.onnx -l synset.txt
          dotnet run -c Release -- detect photos -m ultraface-rfb-320              a network of the catalog, after: models pull ultraface-rfb-320
          dotnet run -c Release -- segment street.jpg -m fcn.onnx -l voc
          dotnet run -c Release -- inspect network.onnx                            inputs, outputs, operators, parameters, multiply-adds
          dotnet run -c Release -- compare models --tolerance 1e-4                 our outputs against stored ones
          dotnet run -c Release -- quantize pictures -m network.onnx               eight-bit integers, calibrated on pictures
          dotnet run -c Release -- models list

        Exit codes: 0 done, 1 failed or beyond the tolerance, 2 usage, 3 some pictures could not be scored, 130 cancelled.
        """;

    public static RootCommand Create(string output, string model, Func<IReadOnlyList<string>> pictures, ScoreAction score, InspectAction inspect, CompareAction compare, QuantizeAction quantize)
    {
        ScoringArguments arguments = new(output), classify = new(output), detect = new(output), segment = new(output);
        var root = new RootCommand(Examples);
        arguments.AddTo(root).AddTop(root);
        root.SetAction((parsed, cancellation) => Task.FromResult(score("classify", arguments.Read(parsed, model, pictures), cancellation)));

        var classifyCommand = new Command("classify", "Name the likeliest classes of pictures.");
        classify.AddTo(classifyCommand).AddTop(classifyCommand);
        classifyCommand.SetAction((parsed, cancellation) => Task.FromResult(score("classify", classify.Read(parsed, model, pictures), cancellation)));

        var detectCommand = new Command("detect", "Find objects in pictures and draw boxes around them.");
        detect.AddTo(detectCommand).AddDetection(detectCommand);
        detectCommand.SetAction((parsed, cancellation) => Task.FromResult(score("detect", detect.Read(parsed), cancellation)));

        var segmentCommand = new Command("segment", "Colour the areas of pictures by their class.");
        segment.AddTo(segmentCommand);
        segmentCommand.SetAction((parsed, cancellation) => Task.FromResult(score("segment", segment.Read(parsed), cancellation)));

        var networks = new NetworkCommands("ONNX files");
        Command inspectCommand = networks.Inspect("Describe networks: inputs, outputs, operators, parameters, multiply-adds, and what is not supported.", inspect), compareCommand = networks.Compare(compare);

        Command quantizeCommand = Quantize(output, model, pictures, quantize);
        foreach (Command command in new[] { classifyCommand, detectCommand, segmentCommand, inspectCommand, compareCommand, quantizeCommand, ModelCommands.Create("onnx") }) root.Add(command);
        return root;
    }

    private static Command Quantize(string output, string model, Func<IReadOnlyList<string>> pictures, QuantizeAction quantize)
    {
        ScoringArguments arguments = new(output);
        var isDynamic = new Option<bool>("--dynamic") { Description = "Find the ranges of activations in each run, without calibration." };
        var weights = new Option<bool>("--weights-only") { Description = "With --dynamic: store weights in eight bits and compute as before." };
        var method = new Option<CalibrationMethod>("--method") { Description = "How ranges follow from the calibration pictures: minmax, percentile or entropy.", DefaultValueFactory = _ => CalibrationMethod.MinMax };
        var perTensor = new Option<bool>("--per-tensor") { Description = "One scale for all weights of a layer instead of one for each channel." };
        var exclude = new Option<string[]>("--exclude") { Description = "Nodes that stay as they are.", HelpName = "nodes", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var samples = new Option<int>("--samples") { Description = "The most pictures to calibrate with, spread evenly over those that are named.", DefaultValueFactory = _ => 200 };
        var target = new Option<string?>("--to") { Description = "The file to write; otherwise MODEL.int8.onnx in the output folder.", HelpName = "file" };
        samples.Validators.Add(r =>
        {
            if (!r.Tokens.All(t => int.TryParse(t.Value, out int n) && n > 0)) r.AddError("--samples takes a whole number from 1.");
        });
        var command = new Command("quantize", "Make a network of eight-bit integers: static, calibrated on pictures, or dynamic; with a report of size, time and accuracy.");
        arguments.AddTo(command);
        foreach (Option option in new Option[] { isDynamic, weights, method, perTensor, exclude, samples, target }) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.FromResult(quantize(arguments.Read(parsed, model, pictures), new QuantizationOptions
        {
            Method = parsed.GetValue(method),
            PerChannel = !parsed.GetValue(perTensor),
            ExcludedNodes = parsed.GetValue(exclude)!.ToHashSet(StringComparer.Ordinal),
            WeightsOnly = parsed.GetValue(weights),
        }, parsed.GetValue(isDynamic), parsed.GetValue(target), parsed.GetValue(samples), cancellation)));
        return command;
    }
}

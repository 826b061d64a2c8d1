using System.Diagnostics.CodeAnalysis;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Conformance.Onnx;

/// <summary>The executor that runs a case.</summary>
public enum OnnxExecutor
{
    /// <summary>Planned, with graph passes and fast kernels.</summary>
    Optimized,

    /// <summary>Node by node, with the generic kernels.</summary>
    Reference,
}

/// <summary>A model of ONNX's test suite with its inputs and expected outputs.</summary>
internal sealed class OnnxCase(string folder)
{
    public string Name { get; } = Path.GetFileName(folder);

    public string Group { get; } = Path.GetFileName(Path.GetDirectoryName(folder)!);

    /// <summary>Runs every data set; gives what went wrong, or null when all outputs are as expected.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown is the case's result.")]
    public string? Run(OnnxExecutor executor)
    {
        try
        {
            string path = Path.Combine(folder, "model.onnx");
            ModelProto model = OnnxImporter.Parse(File.ReadAllBytes(path));
            Graph graph = OnnxImporter.Import(path);
            var planned = executor == OnnxExecutor.Optimized ? new Executor(graph) : null;
            string[] sets = Directory.GetDirectories(folder, "test_data_set_*");
            if (sets.Length == 0) return "there is no test data set";
            return sets.Order(StringComparer.Ordinal).Select(set => Run(set, model.Graph!, graph, planned)).FirstOrDefault(failure => failure is not null);
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private string? Run(string set, GraphProto proto, Graph graph, Executor? planned)
    {
        // Files of old versions list initializers among the inputs; data sets give the others alone.
        HashSet<string> initializers = [.. proto.Initializers.Select(i => i.Name)];
        ValueInfoProto[] declared = [.. proto.Inputs.Where(i => !initializers.Contains(i.Name))];
        Tensor[] inputs = [.. declared.Select((input, i) => OnnxValues.Read(Path.Combine(set, $"input_{i}.pb"), input.Type))];
        Tensor[] outputs = planned is not null ? planned.Run(inputs) : ReferenceExecutor.Run(graph, inputs);
        if (outputs.Length != proto.Outputs.Count) return $"there are {outputs.Length} outputs instead of {proto.Outputs.Count}";
        OnnxTolerance tolerance = OnnxTolerance.Of(Name);
        for (int o = 0; o < outputs.Length; o++)
        {
            Tensor expected = OnnxValues.Read(Path.Combine(set, $"output_{o}.pb"), proto.Outputs[o].Type);
            if (OnnxComparison.Difference(expected, outputs[o], tolerance) is { } difference)
                return $"{Path.GetFileName(set)}, output '{proto.Outputs[o].Name}': {difference}";
        }
        return null;
    }
}

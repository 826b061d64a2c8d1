using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Makes a graph of a part of a file.</summary>
internal static class GraphAssembly
{
    // Only what leaves names and numbers as they are: the rest is done before the graph runs.
    private static readonly GraphPass[] Tidying = [new RemoveNoOperations(), new MergeMoves(), new CancelTransposes(), new FoldConstants()];

    public static Graph Build(TensorFlowFile file, TensorFlowImportOptions options)
    {
        (IReadOnlyList<(string Key, TensorName Name)>? inputs, IReadOnlyList<(string Key, TensorName Name)> outputs) = Ends(file, options);
        var graph = new Graph();
        var import = new GraphImport(file, options, graph);
        var scope = new Scope(import, file.Table, graph);
        if (inputs is null)
            foreach (NodeDef node in DefaultEnds.Needed(file, [.. outputs.Select(o => o.Name)]))
                if (DecodedInputs.IsDecoder(node)) DecodedInputs.Give(scope, node, options, (name, type) => Input(graph, options, name, type));
                else scope.Give(new TensorName(node.Name, 0), new TensorOperand(Input(graph, options, node.Name, TypeOf(Declarations.Placeholder(file.Graph, node)))));
        else
            foreach ((string key, TensorName name) in inputs)
            {
                NodeDef node = file.Table.Find(name.Node)!;
                if (DecodedInputs.IsDecoder(node) && name.Index == 0) DecodedInputs.Give(scope, node, options, (_, type) => Input(graph, options, key, type));
                else scope.Give(name, new TensorOperand(Input(graph, options, key, TypeOf(node.Op is "Placeholder" or "PlaceholderV2" ? Declarations.Placeholder(file.Graph, node) : file.Find(name.ToString())))));
            }
        foreach ((string key, TensorName name) in outputs) Output(scope, key, name);
        if (import.Unsupported.Count > 0) throw new UnsupportedOperatorException(import.Unsupported);
        return graph.Optimize(passes: Tidying);
    }

    private static (IReadOnlyList<(string, TensorName)>? Inputs, IReadOnlyList<(string, TensorName)> Outputs) Ends(TensorFlowFile file, TensorFlowImportOptions options)
    {
        if (options.Signature is { } name)
        {
            TensorFlowSignature signature = file.Signatures.FirstOrDefault(s => s.Name == name)
                ?? throw new TensorFlowFormatException($"There is no signature '{name}'; there {(file.Signatures.Count == 0 ? "is none" : $"are {string.Join(", ", file.Signatures.Select(s => s.Name))}")}.");
            return (options.Inputs is null ? Named(signature.Inputs) : Given(options.Inputs), options.Outputs is null ? Named(signature.Outputs) : Given(options.Outputs));
        }
        IReadOnlyList<(string, TensorName)>? inputs = options.Inputs is not null ? Given(options.Inputs)
            : options.Outputs is null && DefaultEnds.Signature(file) is not null ? Given(file.Inputs.Select(i => i.Name).Distinct()) : null;
        IReadOnlyList<(string, TensorName)> outputs = Given(options.Outputs ?? file.Outputs.Select(o => o.Name).Distinct());
        return outputs.Count > 0 ? (inputs, outputs) : throw new TensorFlowFormatException("It cannot be told what the network's results are; name them in Outputs.");

        IReadOnlyList<(string, TensorName)> Given(IEnumerable<string> names) => [.. names.Select(n => (n, TensorNames.Require(file, n)))];

        IReadOnlyList<(string, TensorName)> Named(IEnumerable<(string Key, TensorFlowTensor Tensor)> tensors) => [.. tensors.Select(t => (t.Key, TensorNames.Require(file, t.Tensor.Name)))];
    }

    private static Value Input(Graph graph, TensorFlowImportOptions options, string name, TensorType type)
    {
        if (options.InputShapes is { } shapes && (shapes.TryGetValue(name, out SymbolicShape? shape) || shapes.TryGetValue(name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name + ":0", out shape)))
            type = type with { Shape = shape };
        if (type.Element == ElementType.Undefined) throw new TensorFlowFormatException($"It cannot be told what the input '{name}' holds.");
        return graph.Input(name, type);
    }

    private static void Output(Scope scope, string key, TensorName name)
    {
        Operand operand = scope.Resolve(name);
        if (scope.ToValue(operand) is not { } value)
        {
            if (scope.Import.Unsupported.Count > 0) return;
            throw new TensorFlowFormatException(operand is AbsentOperand ? $"'{name}' is in a branch that is never taken." : $"'{name}' is a handle and no tensor.");
        }
        scope.Graph.Output(key, value.Producer is null ? value.Identity() : value);
    }

    private static TensorType TypeOf(TensorFlowTensor tensor) => new(tensor.Element, tensor.Shape);
}

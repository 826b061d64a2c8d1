using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Builds a file's graph as far as that goes, to tell the types of its tensors.</summary>
internal sealed class GraphProbe
{
    private readonly Lock _lock = new();
    private readonly TensorFlowFile _file;
    private readonly Scope _scope;

    public GraphProbe(TensorFlowFile file)
    {
        _file = file;
        var graph = new Graph();
        _scope = new Scope(new GraphImport(file, new TensorFlowImportOptions(), graph), file.Table, graph) { Tolerant = true };
        foreach (TensorFlowTensor input in file.Placeholders) _scope.Give(new TensorName(input.Name, 0), new TensorOperand(graph.Input(input.Name, input.Element, input.Shape)));
        foreach (NodeDef node in file.Table.Nodes.Where(DecodedInputs.IsDecoder)) DecodedInputs.Give(_scope, node, new TensorFlowImportOptions(), (name, type) => graph.Input(name, type));
    }

    /// <summary>An operation with the types of its results.</summary>
    public TensorFlowOperation Describe(NodeDef node)
    {
        List<TensorFlowTensor> results = [];
        lock (_lock)
        {
            var first = new TensorName(node.Name, 0);
            if (TypeOf(first) is { } known)
            {
                results.Add(new TensorFlowTensor(node.Name, known.Element, known.Shape));
                for (int index = 1; index < _scope.ResultsOf(node.Name) && TypeOf(new TensorName(node.Name, index)) is { } type; index++)
                    results.Add(new TensorFlowTensor($"{node.Name}:{index}", type.Element, type.Shape));
            }
            else if (Declarations.ElementOf(node) is var element and not ElementType.Undefined && node.Op is not ("VarHandleOp" or "NoOp" or "Assign" or "AssignVariableOp"))
                results.Add(new TensorFlowTensor(node.Name, element, DeclaredShape(node)));
        }
        return new TensorFlowOperation(node.Name, node.Op, [.. node.Inputs.Where(i => !i.StartsWith('^'))], results);
    }

    /// <summary>A tensor with its type.</summary>
    public TensorFlowTensor Find(TensorName tensor, string name)
    {
        lock (_lock)
        {
            NodeDef node = _file.Table.Find(tensor.Node)!;
            TensorType type = TypeOf(tensor) ?? new TensorType(Declarations.ElementOf(node), DeclaredShape(node));
            return new TensorFlowTensor(name, type.Element, type.Shape);
        }
    }

    private TensorType? TypeOf(TensorName name)
    {
        try
        {
            return _scope.Resolve(name) switch
            {
                TensorOperand tensor => tensor.Value.Type,
                WeightOperand weight => TensorType.Of(weight.Weight.Tensor),
                _ => null,
            };
        }
        catch (Exception e) when (e is TensorFlowFormatException or ShapeException or UnknownTypeException)
        {
            return null;
        }
    }

    private static SymbolicShape DeclaredShape(NodeDef node) =>
        node.Attributes.GetValueOrDefault("_output_shapes")?.List is { Shapes: [var declared, ..] } ? Declarations.Shape(declared) : SymbolicShape.Unranked;
}

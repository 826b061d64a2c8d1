using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// An edge of a <see cref="Graph"/>: an input, a constant, a parameter, or the result of a <see cref="Node"/>. Operators are
/// applied by the extension methods beside them, which add nodes to the graph: <c>x.MatMul(w).Relu()</c>.
/// </summary>
public sealed partial class Value
{
    private readonly Tensor? _known;

    internal Value(Graph graph, TensorType type, Tensor? known = null)
    {
        Graph = graph;
        Type = type;
        _known = known;
    }

    /// <summary>The graph that the value belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>Element type and dimensions.</summary>
    public TensorType Type { get; internal set; }

    /// <summary>The dimensions.</summary>
    public SymbolicShape Shape => Type.Shape;

    /// <summary>The name: given for inputs and outputs, else null.</summary>
    public string? Name { get; set; }

    /// <summary>The node whose result this is; null for inputs, constants and parameters.</summary>
    public Node? Producer { get; internal init; }

    /// <summary>The tensor of a constant; null for all others.</summary>
    public Tensor? Constant { get; internal init; }

    /// <summary>The elements where they are known while the graph is built: of a constant, and of shape arithmetic; null for all others.</summary>
    public Tensor? Known => Constant ?? _known;

    /// <summary>The parameter that the value stands for; null for all others.</summary>
    public Parameter? Parameter { get; internal init; }

    /// <summary>True for an input of the graph.</summary>
    public bool IsInput => Producer is null && Constant is null && Parameter is null;

    /// <summary>
    /// Says of what kind the value is where the operator's rule could not tell and somebody else knows it (the file that the graph comes from):
    /// element type and number of dimensions. What is known already stays, and so do dimensions, which files tend to be wrong about.
    /// </summary>
    public void Refine(TensorType declared)
    {
        TensorType type = Type;
        if (type.Element == ElementType.Undefined) type = type with { Element = declared.Element };
        if (type.Element != declared.Element) return;
        if (!type.Shape.IsRanked && declared.Shape.IsRanked)
            type = type with { Shape = SymbolicShape.Of([.. Enumerable.Range(0, declared.Shape.Rank).Select(_ => Dim.Unknown())]) };
        Type = type with { Item = type.Item ?? declared.Item };
    }

    /// <summary>The name, or what produces the value, and its type.</summary>
    public override string ToString() => $"{Name ?? Parameter?.Name ?? Producer?.Operator.OpType ?? (Constant is null ? "input" : "constant")}: {Type}";

    /// <summary>Elementwise sum with broadcasting.</summary>
    public static Value operator +(Value a, Value b) => a.Add(b);

    /// <summary>Elementwise difference with broadcasting.</summary>
    public static Value operator -(Value a, Value b) => a.Sub(b);

    /// <summary>Elementwise product with broadcasting.</summary>
    public static Value operator *(Value a, Value b) => a.Mul(b);

    /// <summary>Elementwise quotient with broadcasting.</summary>
    public static Value operator /(Value a, Value b) => a.Div(b);

    /// <summary>The negative.</summary>
    public static Value operator -(Value x) => x.Neg();

    /// <summary>Adds a number.</summary>
    public static Value operator +(Value a, double b) => a.Add(a.Like(b));

    /// <summary>Subtracts a number.</summary>
    public static Value operator -(Value a, double b) => a.Sub(a.Like(b));

    /// <summary>Subtracts from a number.</summary>
    public static Value operator -(double a, Value b) => b.Like(a).Sub(b);

    /// <summary>Multiplies by a number.</summary>
    public static Value operator *(Value a, double b) => a.Mul(a.Like(b));

    /// <summary>Multiplies by a number.</summary>
    public static Value operator *(double a, Value b) => b.Mul(b.Like(a));

    /// <summary>Divides by a number.</summary>
    public static Value operator /(Value a, double b) => a.Div(a.Like(b));

    /// <summary>Divides a number.</summary>
    public static Value operator /(double a, Value b) => b.Like(a).Div(b);

    /// <summary>A scalar constant of this value's element type.</summary>
    public Value Like(double number) => Graph.Scalar(Type.Element, number);
}

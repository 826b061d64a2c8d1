using System.Diagnostics.CodeAnalysis;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What a shape rule sees: the operands' types and known values; and where it leaves the results' types.</summary>
public sealed class Inference
{
    private readonly TensorType?[] _inputs;
    private readonly Func<int, Tensor?> _constant;
    private readonly List<TensorType> _outputs = [];
    private readonly List<Tensor?> _known = [];

    private Inference(Node node, TensorType?[] inputs, Func<int, Tensor?> constant)
    {
        Node = node;
        _inputs = inputs;
        _constant = constant;
    }

    /// <summary>The node whose results are inferred.</summary>
    public Node Node { get; }

    /// <summary>The number of operands given, those left out in the middle included.</summary>
    public int InputCount => _inputs.Length;

    /// <summary>Whether an optional operand is there.</summary>
    public bool HasInput(int index) => index < _inputs.Length && _inputs[index] is not null;

    /// <summary>An operand's type.</summary>
    /// <exception cref="ShapeException">The operand is missing.</exception>
    public TensorType Input(int index) =>
        HasInput(index) ? _inputs[index]! : throw Error($"input {index} is missing");

    /// <summary>An operand's dimensions.</summary>
    public SymbolicShape Shape(int index) => Input(index).Shape;

    /// <summary>An operand's element type.</summary>
    /// <exception cref="UnknownTypeException">It is not known before the graph runs; the results' types are not known then, either.</exception>
    public ElementType Element(int index) =>
        Input(index).Element is var element and not ElementType.Undefined ? element : throw new UnknownTypeException();

    /// <summary>An operand's elements where they are already known (constants, shape arithmetic), else null.</summary>
    public Tensor? Constant(int index) => HasInput(index) ? _constant(index) : null;

    /// <summary>An operand's elements as integers where they are already known; null when they are not, or when the operand is left out.</summary>
    public long[]? Integers(int index)
    {
        Tensor? tensor = Constant(index);
        if (tensor is null) return null;
        return tensor.Type == ElementType.Int32
            ? [.. tensor.AsSpan<int>().ToArray().Select(v => (long)v)]
            : tensor.AsSpan<long>().ToArray();
    }

    /// <summary>Gives the type of the next result.</summary>
    public void Output(ElementType element, SymbolicShape shape) => Output(new TensorType(element, shape));

    /// <summary>Gives the type of the next result.</summary>
    public void Output(TensorType type)
    {
        _outputs.Add(type);
        _known.Add(null);
    }

    /// <summary>Gives the next result itself, where the operands' types already determine it (the shape of a tensor, for one).</summary>
    public void Output(Tensor known)
    {
        _outputs.Add(TensorType.Of(known));
        _known.Add(known);
    }

    /// <summary>Gives the next result the type of an operand.</summary>
    public void OutputLike(int input) => Output(Input(input));

    /// <summary>Checks an operand's number of dimensions.</summary>
    public void RequireRank(int input, int atLeast, int atMost = int.MaxValue)
    {
        int rank = Shape(input).Rank;
        if (rank < atLeast || rank > atMost)
            throw Error($"input {input} has {rank} dimensions ({Shape(input)}), expected {(atLeast == atMost ? atLeast : atMost == int.MaxValue ? $"at least {atLeast}" : $"{atLeast} to {atMost}")}");
    }

    /// <summary>Checks that all given operands have the same element type.</summary>
    public void RequireSameElement()
    {
        ElementType? first = null;
        for (int i = 0; i < InputCount; i++)
        {
            if (!HasInput(i)) continue;
            first ??= Element(i);
            if (Element(i) != first) throw Error($"input {i} holds {Element(i)}, but the first holds {first}");
        }
    }

    /// <summary>Checks that two dimensions can be the same: equal, or not both known.</summary>
    public void RequireEqual(Dim a, Dim b, string what)
    {
        if (a.IsKnown && b.IsKnown && a != b) throw Error($"{what}: {a} and {b} differ");
    }

    /// <summary>An error that names the node, its operator and the operands' shapes.</summary>
    public ShapeException Error(string message) => Error(message, null);

    private ShapeException Error(string message, Exception? cause) =>
        new($"{Node.Operator.OpType} '{Node.Name}': {message}. Inputs: {string.Join(", ", _inputs.Select(i => i?.ToString() ?? "none"))}.", cause);

    /// <summary>Infers a node's results from the types its operands have in the graph.</summary>
    public static TensorType[] Run(Node node) =>
        Run(node, [.. node.Inputs.Select(i => i?.Type)], i => node.Inputs[i]!.Known);

    /// <summary>Infers a node's results from given types and known values.</summary>
    public static TensorType[] Run(Node node, TensorType?[] inputs, Func<int, Tensor?> constant) => Run(node, inputs, constant, out _);

    /// <summary>Infers a node's results from given types and known values; also gives the results that are known without running it.</summary>
    public static TensorType[] Run(Node node, TensorType?[] inputs, Func<int, Tensor?> constant, out Tensor?[] known) =>
        Run(node, inputs, constant, out known, node.Outputs.Count);

    /// <summary>
    /// Infers a node's results. Where an operand's element type or number of dimensions is not known and the rule needs it, the results' types
    /// are not known, either; how many there are is what the caller says.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "Any failure of a shape rule is reported with the node's name.")]
    internal static TensorType[] Run(Node node, TensorType?[] inputs, Func<int, Tensor?> constant, out Tensor?[] known, int results)
    {
        var inference = new Inference(node, inputs, constant);
        try
        {
            node.Operator.Infer(inference);
        }
        catch (UnknownTypeException) when (inputs.Any(i => i is { IsRanked: false } or { Item.IsRanked: false }))
        {
            while (inference._outputs.Count < Math.Max(1, results)) inference.Output(TensorType.Unknown);
        }
        catch (ShapeException e) when (!e.Message.Contains($"'{node.Name}'"))
        {
            throw inference.Error(e.Message.TrimEnd('.'), e);
        }
        catch (OverflowException e)
        {
            throw inference.Error("the result would have too many elements", e);
        }
        catch (Exception e) when (e is not ShapeException)
        {
            throw inference.Error(e.Message.TrimEnd('.'), e);
        }
        known = [.. inference._known];
        return [.. inference._outputs];
    }
}

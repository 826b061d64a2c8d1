using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A node on its way from the file into the graph, as the rules for operators see it.</summary>
internal sealed class ImportedNode(Scope scope, NodeDef proto, IReadOnlyList<Operand> inputs)
{
    public Scope Scope => scope;

    public Graph Graph => scope.Graph;

    public NodeDef Proto => proto;

    public string Name => proto.Name;

    public string Op => proto.Op;

    public int InputCount => inputs.Count;

    /// <summary>An operand, whatever it is.</summary>
    public Operand Operand(int index) => index < inputs.Count ? inputs[index] : throw Error($"input {index} is missing");

    /// <summary>The operands from a place on, whatever they are.</summary>
    public Operand[] Operands(int from = 0) => [.. inputs.Skip(from)];

    /// <summary>An operand of a kind.</summary>
    public T Operand<T>(int index) where T : Operand => Operand(index) as T ?? throw Error($"input {index} is {Describe(Operand(index))}, which it cannot be");

    /// <summary>An operand as a value.</summary>
    public Value Input(int index) => scope.ToValue(Operand(index)) ?? throw Error($"input {index} is {Describe(Operand(index))} and no tensor");

    /// <summary>The operands from a place on, as values.</summary>
    public Value[] Inputs(int from = 0, int? count = null) => [.. Enumerable.Range(from, count ?? InputCount - from).Select(Input)];

    /// <summary>An operand as a value that is trained where that is asked for, with its axes in another order and shape.</summary>
    public Value Weight(int index, ReadOnlySpan<int> perm = default, Func<Shape, int[]>? shape = null, bool statistic = false)
    {
        if (Operand(index) is WeightOperand { Weight: var weight })
        {
            if (perm.Length > 0 && weight.Tensor.Shape.Rank != perm.Length) throw Error($"input {index} has {weight.Tensor.Shape.Rank} dimensions ({weight.Tensor.Shape}), expected {perm.Length}");
            return scope.Import.Value(scope, weight, perm, shape, trained: true, statistic);
        }
        Value value = Input(index);
        if (perm.Length > 0) value = value.Transpose(perm);
        return shape is null ? value : value.Reshape([.. shape(value.Shape.ToShape()).Select(d => (long)d)]);
    }

    /// <summary>The elements of an operand where they are known.</summary>
    public Tensor? Known(int index) => index >= inputs.Count ? null : inputs[index] is WeightOperand weight ? weight.Weight.Tensor : Input(index).Known;

    /// <summary>The integers of an operand where they are known.</summary>
    public long[]? Integers(int index) => ShapeArithmetic.Integers(Known(index));

    /// <summary>The integers of an operand that must be known.</summary>
    public long[] RequireIntegers(int index, string what) => Integers(index) ?? throw Error($"{what} (input {index}) must be known when the graph is built");

    /// <summary>The lengths in an operand, as far as they are known.</summary>
    public Dim?[]? Lengths(int index) => scope.Import.Shapes.Of(Input(index));

    /// <summary>An operand as the list of 64-bit integers that operators here take for shapes and places.</summary>
    public Value Longs(int index)
    {
        if (Integers(index) is { } known) return Graph.Constant(Tensor.Of(Known(index)!.Shape, known));
        return Noted(Input(index).Cast(ElementType.Int64));
    }

    /// <summary>A value of whose elements it is noted what is known.</summary>
    public Value Noted(Value value)
    {
        scope.Import.Shapes.Note(value);
        return value;
    }

    /// <summary>A list of 64-bit integers.</summary>
    public Value List(params ReadOnlySpan<long> numbers) => Graph.Constant(Tensor.Ints(numbers));

    public bool Has(string attribute) => proto.Attributes.ContainsKey(attribute);

    public long Int(string attribute, long? otherwise = null) => Find(attribute)?.Int ?? otherwise ?? throw Missing(attribute);

    public float Float(string attribute, float? otherwise = null) => Find(attribute)?.Float ?? otherwise ?? throw Missing(attribute);

    public bool Flag(string attribute, bool otherwise = false) => Find(attribute)?.Flag ?? otherwise;

    public string Text(string attribute, string? otherwise = null) => Find(attribute)?.Text?.ToStringUtf8() ?? otherwise ?? throw Missing(attribute);

    public long[] Ints(string attribute, long[]? otherwise = null) => Find(attribute)?.List is { } list ? [.. list.Ints] : otherwise ?? throw Missing(attribute);

    public DataType DataType(string attribute) => Find(attribute)?.Type ?? throw Missing(attribute);

    public ElementType Type(string attribute, ElementType? otherwise = null)
    {
        if (Find(attribute)?.Type is not { } type) return otherwise ?? throw Missing(attribute);
        return type.ToElement() is var element and not ElementType.Undefined ? element : throw Error($"elements of type {type} are not supported here");
    }

    public string Function(string attribute) => Find(attribute)?.Function ?? throw Missing(attribute);

    /// <summary>The number of dimensions that the file says a result has; null when it says nothing.</summary>
    public int? DeclaredRank(int result) =>
        Find("_output_shapes")?.List is { } list && result < list.Shapes.Count && list.Shapes[result] is { UnknownRank: false, Dims.Count: <= 64 and var rank } ? rank : null;

    public TensorFlowFormatException Error(string message, Exception? inner = null) => new($"Node '{Name}' ({Op}): {message.TrimEnd('.')}.", inner);

    private AttrValue? Find(string attribute) => proto.Attributes.GetValueOrDefault(attribute);

    private TensorFlowFormatException Missing(string attribute) => Error($"the attribute '{attribute}' is missing or of another kind");

    private static string Describe(Operand operand) => operand switch
    {
        TensorOperand or WeightOperand => "a tensor",
        VariableOperand => "a variable's handle",
        TableOperand => "a table's handle",
        _ => "not there",
    };
}

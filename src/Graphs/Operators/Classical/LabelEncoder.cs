using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// For each element, the value that belongs to it as a key; the default where it is none (ai.onnx.ml LabelEncoder). Keys and values are
/// given by one of the lists each, or by a tensor. NaN is a key like others; of equal keys the first counts.
/// </summary>
public sealed record LabelEncoder(
    float DefaultFloat = -0f, long DefaultInt64 = -1, string DefaultString = "_Unused", TensorValue? DefaultTensor = null, ListOf<float> KeysFloats = default,
    ListOf<long> KeysInt64s = default, ListOf<string> KeysStrings = default, TensorValue? KeysTensor = null, ListOf<float> ValuesFloats = default,
    ListOf<long> ValuesInt64s = default, ListOf<string> ValuesStrings = default, TensorValue? ValuesTensor = null) : Operator
{
    private static readonly ConditionalWeakTable<LabelEncoder, Table> Tables = [];

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Table table = Tables.GetValue(this, t => new Table(t));
        if (i.Element(0) != table.Keys.Type) throw i.Error($"the keys are {table.Keys.Type}, but the operand holds {i.Element(0)}");
        i.Output(table.Values.Type, i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var lookup = new Lookup(k, Tables.GetValue(this, t => new Table(t)));
        Items.Visit(k.Output(0).Type, ref lookup);
    }

    private readonly struct Lookup(Kernel k, Table table) : IItemVisitor
    {
        public void Visit<T>()
        {
            Tensor x = k.Input(0);
            ref T values = ref table.Values.ItemsOf<T>();
            ref T y = ref k.Output(0).ItemsOf<T>();
            for (nint i = 0; i < (nint)x.Count; i++)
            {
                int at = table.Find(x, i);
                Unsafe.Add(ref y, i) = at < 0 ? table.Default.ItemsOf<T>() : Unsafe.Add(ref values, at);
            }
        }
    }

    private sealed class Table
    {
        private readonly Dictionary<string, int> _texts = [];
        private readonly Dictionary<double, int> _numbers = [];
        private readonly Dictionary<long, int> _integers = [];

        public Table(LabelEncoder op)
        {
            Keys = One("keys", op.KeysTensor, op.KeysFloats, op.KeysInt64s, op.KeysStrings);
            Values = One("values", op.ValuesTensor, op.ValuesFloats, op.ValuesInt64s, op.ValuesStrings);
            if (Keys.Count != Values.Count) throw new ShapeException($"there are {Keys.Count} keys and {Values.Count} values");
            Default = op.DefaultTensor is { Tensor: var given } ? given : Values.Type switch
            {
                ElementType.String => Tensor.OfStrings([1], op.DefaultString),
                ElementType.Float32 => Tensor.Scalar(op.DefaultFloat),
                ElementType.Int64 => Tensor.Scalar(op.DefaultInt64),
                _ => new Tensor(Values.Type, [1]),
            };
            if (Default.Type != Values.Type || Default.Count != 1) throw new ShapeException($"default_tensor is {Default}, but should be one {Values.Type}");
            for (int i = 0; i < Keys.Count; i++)
                if (Keys.Type == ElementType.String) _texts.TryAdd(Keys.Strings[i], i);
                else if (Keys.Type.IsFloat()) _numbers.TryAdd(Scalars.Number(Keys, i), i);
                else _integers.TryAdd(Integer(Keys, i), i);
        }

        public Tensor Keys { get; }

        public Tensor Values { get; }

        public Tensor Default { get; }

        public int Find(Tensor x, nint i)
        {
            bool found;
            int at;
            if (x.Type == ElementType.String) found = _texts.TryGetValue(x.Strings[(int)i], out at);
            else if (x.Type.IsFloat()) found = _numbers.TryGetValue(Scalars.Number(x, i), out at);
            else found = _integers.TryGetValue(Integer(x, i), out at);
            return found ? at : -1;
        }

        private static unsafe long Integer(Tensor tensor, nint i) => tensor.Type == ElementType.Int64 ? tensor.As<long>()[i] : (long)Scalars.Number(tensor, i);

        private static Tensor One(string what, TensorValue? tensor, ListOf<float> floats, ListOf<long> integers, ListOf<string> texts)
        {
            int given = (tensor is null ? 0 : 1) + Math.Sign(floats.Length) + Math.Sign(integers.Length) + Math.Sign(texts.Length);
            if (given != 1) throw new ShapeException($"{what} must be given by exactly one of {what}_tensor, {what}_floats, {what}_int64s and {what}_strings, but {given} are");
            return tensor is { Tensor: var t } ? t
                : floats.Length > 0 ? Tensor.Of([floats.Length], floats.Values)
                : integers.Length > 0 ? Tensor.Of([integers.Length], integers.Values)
                : Tensor.OfStrings([texts.Length], texts.Values);
        }
    }
}

/// <summary>Applies <see cref="Graphs.LabelEncoder"/>.</summary>
public static class LabelEncoderBuilder
{
    /// <summary>The number that belongs to each text.</summary>
    public static Value LabelEncoder(this Value x, ReadOnlySpan<string> keys, ReadOnlySpan<long> values, long otherwise = -1) =>
        x.Graph.Add(new LabelEncoder(DefaultInt64: otherwise, KeysStrings: keys.ToArray(), ValuesInt64s: values.ToArray()), x);

    /// <summary>The text that belongs to each number.</summary>
    public static Value LabelEncoder(this Value x, ReadOnlySpan<long> keys, ReadOnlySpan<string> values, string otherwise = "_Unused") =>
        x.Graph.Add(new LabelEncoder(DefaultString: otherwise, KeysInt64s: keys.ToArray(), ValuesStrings: values.ToArray()), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<LabelEncoder>("ai.onnx.ml");
}

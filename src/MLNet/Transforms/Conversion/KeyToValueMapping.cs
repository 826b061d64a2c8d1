using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys back into the values they stand for, which the column's <c>KeyValues</c> annotation holds.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IReadOnlyList<InputOutputColumnPair> columns) : base(new KeyToValueMappingTransformer(columns)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, KeyToValueMappingTransformer.Kind);
            if (!input.IsKey || input.Annotations.Find(AnnotationNames.KeyValues) is not { } values)
                throw InputColumn.Mismatch(KeyToValueMappingTransformer.Kind, input.Name, "a key with KeyValues", input.TypeText);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, values.ItemType, false,
                new SchemaShape(input.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames)));
        }));
    }
}

/// <summary>Turns keys back into values; made by <see cref="KeyToValueMappingEstimator"/>. The missing key becomes NaN, empty text or 0.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "MapKeyToValue";

    internal KeyToValueMappingTransformer(IReadOnlyList<InputOutputColumnPair> columns) : base(columns) { }

    internal static KeyToValueMappingTransformer Load(ModelReader reader) => new(reader.Columns());

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        foreach (InputOutputColumnPair pair in Columns)
        {
            DataViewSchema.Column input = conversion.Column(pair.InputColumnName, Kind);
            Value keys = conversion.Value(pair.InputColumnName, Kind).Cast(ElementType.Int64);
            conversion.Set(pair.OutputColumnName, ValuesOf(input).ItemType.Raw.Accept(new OnnxTable(keys, input)));
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (AnnotationNames.KeyOf(input.Type) is null) throw InputColumn.Mismatch(Kind, input.Name, "a key with KeyValues", input.Type.ToString()!);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, ItemMapping.TypeOf(input.Type, ValuesOf(input).ItemType), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
        => ValuesOf(input).ItemType.Raw.Accept(new Lookup(row, input));

    private static VectorDataViewType ValuesOf(DataViewSchema.Column input)
        => input.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues)?.Type as VectorDataViewType
            ?? throw InputColumn.Mismatch(Kind, input.Name, "a key with KeyValues", $"{input.Type} without");

    private sealed class Lookup(DataViewRow row, DataViewSchema.Column input) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<TValue>()
        {
            VBuffer<TValue> values = default;
            input.Annotations.GetValue(AnnotationNames.KeyValues, ref values);
            return KeyReader.Getter(row, input, new ValueTable<TValue>([.. values.DenseValues()]).Of);
        }
    }

    private sealed class OnnxTable(Value keys, DataViewSchema.Column input) : IRawTypeVisitor<Value>
    {
        public Value Visit<TValue>()
        {
            VBuffer<TValue> values = default;
            input.Annotations.GetValue(AnnotationNames.KeyValues, ref values);
            Value known = keys.LessOrEqual(keys.Like(values.Length)).Where(keys, keys.Like(0));
            return OnnxLookup.At(known, [ItemValues.Missing<TValue>(), .. values.DenseValues()]);
        }
    }

    private sealed class ValueTable<TValue>(TValue[] values)
    {
        private readonly TValue _missing = ItemValues.Missing<TValue>();

        public TValue Of(ulong key) => key - 1 < (ulong)values.Length ? values[key - 1] : _missing;
    }
}

/// <summary>Maps key columns of any width.</summary>
internal static class KeyReader
{
    public static Delegate Getter<TOut>(DataViewRow row, DataViewSchema.Column input, Func<ulong, TOut> map)
    {
        Type raw = AnnotationNames.KeyOf(input.Type)!.RawType;
        return raw == typeof(uint) ? ItemMapping.Getter<uint, TOut>(row, input, key => map(key))
            : raw == typeof(byte) ? ItemMapping.Getter<byte, TOut>(row, input, key => map(key))
            : raw == typeof(ushort) ? ItemMapping.Getter<ushort, TOut>(row, input, key => map(key))
            : ItemMapping.Getter<ulong, TOut>(row, input, map);
    }
}

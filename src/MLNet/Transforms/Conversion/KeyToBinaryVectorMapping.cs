using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys into vectors of the bits of their numbers, counted from 0; the missing key is all ones.</summary>
public sealed class KeyToBinaryVectorMappingEstimator : TrivialEstimator<KeyToBinaryVectorMappingTransformer>
{
    internal KeyToBinaryVectorMappingEstimator(IReadOnlyList<InputOutputColumnPair> columns) : base(new KeyToBinaryVectorMappingTransformer(columns)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, KeyToBinaryVectorMappingTransformer.Kind);
            if (!input.IsKey) throw InputColumn.Mismatch(KeyToBinaryVectorMappingTransformer.Kind, input.Name, "a key or a vector of keys", input.TypeText);
            SchemaShape.Column.VectorKind kind = input.Kind == SchemaShape.Column.VectorKind.VariableVector ? input.Kind : SchemaShape.Column.VectorKind.Vector;
            List<SchemaShape.Column> annotations = [];
            if (input.Annotations.Find(AnnotationNames.KeyValues) is { ItemType: TextDataViewType } && kind == SchemaShape.Column.VectorKind.Vector)
                annotations.Add(new(AnnotationNames.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
            if (input.Kind == SchemaShape.Column.VectorKind.Scalar) annotations.Add(new(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            return new SchemaShape.Column(pair.OutputColumnName, kind, NumberDataViewType.Single, false, new SchemaShape(annotations));
        }));
    }
}

/// <summary>Turns keys into vectors of their bits, the highest first; made by <see cref="KeyToBinaryVectorMappingEstimator"/>.</summary>
public sealed class KeyToBinaryVectorMappingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "MapKeyToBinaryVector";

    internal KeyToBinaryVectorMappingTransformer(IReadOnlyList<InputOutputColumnPair> columns) : base(columns) { }

    internal static KeyToBinaryVectorMappingTransformer Load(ModelReader reader) => new(reader.Columns());

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        foreach (InputOutputColumnPair pair in Columns)
        {
            KeyDataViewType key = AnnotationNames.KeyOf(conversion.Column(pair.InputColumnName, Kind).Type)!;
            int bits = BitsOf(key);
            if ((long)key.Count > 1 << 20) throw new NotSupportedException($"a table of {key.Count} keys is too big for a model.");
            float[] table = new float[((int)key.Count + 1) * bits];
            for (int number = 0; number <= (int)key.Count; number++)
                for (int bit = 0; bit < bits; bit++) table[number * bits + bit] = Bit((uint)number, bit, bits);
            Value rows = OnnxLookup.At(conversion.Flat(pair.InputColumnName, Kind).Cast(ElementType.Int64), table, bits);
            conversion.Set(pair.OutputColumnName, conversion.Column(pair.InputColumnName, Kind).Type is VectorDataViewType ? rows : rows.Squeeze(1));
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        KeyDataViewType key = AnnotationNames.KeyOf(input.Type) ?? throw InputColumn.Mismatch(Kind, input.Name, "a key or a vector of keys", input.Type.ToString()!);
        if (key.Count > uint.MaxValue) throw InputColumn.Mismatch(Kind, input.Name, $"a key with at most {uint.MaxValue} members", key.ToString());
        int bits = BitsOf(key);
        VectorDataViewType type = input.Type is VectorDataViewType vector ? new VectorDataViewType(NumberDataViewType.Single, vector.Size, bits)
            : new VectorDataViewType(NumberDataViewType.Single, bits);
        DataViewSchema.Annotations.Builder annotations = new();
        string[] names = [.. Enumerable.Range(0, bits).Select(bit => $"Bit{bits - 1 - bit}")];
        if (input.HasKeyValues() && type.IsKnownSize)
            annotations.AddTexts(AnnotationNames.SlotNames, input.Type is VectorDataViewType ? PairedNames.Of(input, names) : [.. names.Select(name => name.AsMemory())]);
        if (input.Type is not VectorDataViewType) annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, type, annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        int bits = BitsOf(AnnotationNames.KeyOf(input.Type)!);
        Delegate keys = KeyReader.Getter(row, input, static key => (uint)key);
        uint single = 0;
        VBuffer<uint> several = default;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            if (keys is ValueGetter<uint> get) get(ref single);
            else ((ValueGetter<VBuffer<uint>>)keys)(ref several);
            int count = keys is ValueGetter<uint> ? 1 : several.Length;
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, checked(count * bits));
            for (int i = 0; i < editor.Values.Length; i++)
                editor.Values[i] = Bit(keys is ValueGetter<uint> ? single : several.GetItemOrDefault(i / bits), i % bits, bits);
            value = editor.Commit();
        });
    }

    private static int BitsOf(KeyDataViewType key) => BitOperations.Log2((uint)key.Count) + 2;

    private static float Bit(uint key, int bit, int bits) => key - 1 >> bits - 1 - bit & 1;
}

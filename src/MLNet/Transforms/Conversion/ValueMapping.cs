using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;

namespace Microsoft.ML.Transforms;

/// <summary>Looks the items of columns up in a table.</summary>
public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    internal ValueMappingEstimator(IReadOnlyList<InputOutputColumnPair> columns, ValueMap map) : base(new ValueMappingTransformer(columns, map)) { }

    /// <inheritdoc/>
    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ValueMap map = Transformer.Map;
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, ValueMappingTransformer.Kind);
            if (input.ItemType.RawType != map.KeyType.RawType)
                throw InputColumn.Mismatch(ValueMappingTransformer.Kind, input.Name, $"{map.KeyType} or a vector of it", input.TypeText);
            SchemaShape.Column value = SchemaShape.Of(pair.OutputColumnName, map.ValueType, SchemaShape.Of(map.Annotations.Schema));
            return value.Kind != SchemaShape.Column.VectorKind.Scalar ? value : new SchemaShape.Column(value.Name, input.Kind, value.ItemType, value.IsKey, value.Annotations);
        }));
    }
}

/// <summary>Looks the items of columns up in a table given as pairs.</summary>
/// <typeparam name="TKey">The type of the items looked up.</typeparam>
/// <typeparam name="TValue">The type of the values, or of their items.</typeparam>
public sealed class ValueMappingEstimator<TKey, TValue> : ValueMappingEstimator
{
    internal ValueMappingEstimator(IReadOnlyList<InputOutputColumnPair> columns, ValueMap map) : base(columns, map) { }
}

/// <summary>
/// Looks the items of columns up in a table; made by <see cref="ValueMappingEstimator"/>. Items that are not in it become NaN, empty text or 0.
/// </summary>
public class ValueMappingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "MapValue";

    internal ValueMappingTransformer(IReadOnlyList<InputOutputColumnPair> columns, ValueMap map) : base(columns) => Map = map;

    internal ValueMap Map { get; }

    internal static ValueMappingTransformer Load(ModelReader reader) => new(reader.Columns(), ValueMap.Read(reader));

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        foreach (InputOutputColumnPair pair in Columns) conversion.Set(pair.OutputColumnName, Map.ToOnnx(conversion.Value(pair.InputColumnName, Kind)));
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        Map.Write(writer);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (ItemMapping.ItemOf(input.Type)?.RawType != Map.KeyType.RawType)
            throw InputColumn.Mismatch(Kind, input.Name, $"{Map.KeyType} or a vector of it", input.Type.ToString()!);
        if (Map.ValueType is not VectorDataViewType)
            return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, ItemMapping.TypeOf(input.Type, (PrimitiveDataViewType)Map.ValueType), Map.Annotations);
        if (input.Type is VectorDataViewType) throw InputColumn.Mismatch(Kind, input.Name, $"{Map.KeyType}, since the table's values are vectors already", input.Type.ToString()!);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, Map.ValueType, Map.Annotations);
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => Map.CreateGetter(row, input);
}

using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the distinct values of columns and turns values into keys.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly int _maximum;
    private readonly KeyOrdinality _ordinality;
    private readonly bool _asText;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(IReadOnlyList<InputOutputColumnPair> columns, int maximumNumberOfKeys, KeyOrdinality keyOrdinality, bool asText, IDataView? keyData)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumNumberOfKeys);
        _columns = columns;
        _maximum = maximumNumberOfKeys;
        _ordinality = keyOrdinality;
        _asText = asText;
        _keyData = keyData;
    }

    /// <summary>In which order values get their keys.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>In the order in which they first occur.</summary>
        ByOccurrence = 0,

        /// <summary>In ascending order of the values; texts in the order of their characters' codes.</summary>
        ByValue = 1,
    }

    /// <inheritdoc/>
    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = [.. _columns.Select(pair => Checked(InputColumn.Get(input.Schema, pair.InputColumnName, ValueToKeyMappingTransformer.Kind)))];
        Vocabulary[] vocabularies;
        if (_keyData is null) vocabularies = Learn(input, columns);
        else
        {
            if (_keyData.Schema.Count(column => !column.IsHidden) != 1)
                throw new ArgumentException($"keyData must have one column with the key values; it has {_keyData.Schema.Count}.", "keyData");
            DataViewSchema.Column known = Checked(_keyData.Schema.Single(column => !column.IsHidden));
            foreach (DataViewSchema.Column column in columns)
                if (ItemMapping.ItemOf(column.Type)!.RawType != ItemMapping.ItemOf(known.Type)!.RawType)
                    throw InputColumn.Mismatch(ValueToKeyMappingTransformer.Kind, column.Name, $"{known.Type} as in keyData", column.Type.ToString()!);
            vocabularies = [.. Enumerable.Repeat(Learn(_keyData, [known])[0], columns.Length)];
        }
        return new ValueToKeyMappingTransformer(_columns, vocabularies, _asText);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, ValueToKeyMappingTransformer.Kind);
            if (input.ItemType is not PrimitiveDataViewType) throw InputColumn.Mismatch(ValueToKeyMappingTransformer.Kind, input.Name, "a primitive type or a vector", input.TypeText);
            List<SchemaShape.Column> annotations =
                [new(AnnotationNames.KeyValues, SchemaShape.Column.VectorKind.Vector, _asText ? TextDataViewType.Instance : input.ItemType, false)];
            if (input.Annotations.Find(AnnotationNames.SlotNames) is { } names) annotations.Add(names);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }));
    }

    private Vocabulary[] Learn(IDataView data, DataViewSchema.Column[] columns)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns.DistinctBy(column => column.Index));
        VocabularyBuilder[] builders = [.. columns.Select(column => VocabularyBuilder.Of(cursor, column, _maximum))];
        while (cursor.MoveNext())
            foreach (VocabularyBuilder builder in builders) builder.Read();
        return [.. builders.Select(builder => builder.Build(_ordinality))];
    }

    private static DataViewSchema.Column Checked(DataViewSchema.Column column)
        => ItemMapping.ItemOf(column.Type) is not null ? column
            : throw InputColumn.Mismatch(ValueToKeyMappingTransformer.Kind, column.Name, "a primitive type or a vector", column.Type.ToString()!);
}

/// <summary>Turns values into keys; made by <see cref="ValueToKeyMappingEstimator"/>. Values it has not learned become 0, the missing key.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "MapValueToKey";

    private readonly Vocabulary[] _vocabularies;
    private readonly bool _asText;

    internal ValueToKeyMappingTransformer(IReadOnlyList<InputOutputColumnPair> columns, Vocabulary[] vocabularies, bool asText) : base(columns)
    {
        _vocabularies = vocabularies;
        _asText = asText;
    }

    internal static ValueToKeyMappingTransformer Load(ModelReader reader)
    {
        IReadOnlyList<InputOutputColumnPair> columns = reader.Columns();
        Vocabulary[] vocabularies = [.. reader.Children(ModelWriter.ColumnsName).Select(Vocabulary.Read)];
        return new ValueToKeyMappingTransformer(columns, vocabularies, reader.Flag("keyValuesAsText"));
    }

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        for (int i = 0; i < Columns.Count; i++) conversion.Set(Columns[i].OutputColumnName, _vocabularies[i].ToOnnx(conversion.Value(Columns[i].InputColumnName, Kind)));
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.EachColumn((column, i) => _vocabularies[i].Write(column));
        writer.Set("keyValuesAsText", _asText);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        Vocabulary vocabulary = _vocabularies[pair];
        if (ItemMapping.ItemOf(input.Type)?.RawType != vocabulary.ItemType.RawType)
            throw InputColumn.Mismatch(Kind, input.Name, $"{vocabulary.ItemType} or a vector of it", input.Type.ToString()!);
        DataViewSchema.Annotations.Builder annotations = new();
        vocabulary.Annotate(annotations, _asText);
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, ItemMapping.TypeOf(input.Type, vocabulary.KeyType), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => _vocabularies[pair].CreateKeyGetter(row, input);
}

using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;

namespace Microsoft.ML.Transforms;

/// <summary>Copies columns under other names, with types and annotations.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(IReadOnlyList<InputOutputColumnPair> columns) : base(new ColumnCopyingTransformer(columns)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair => inputSchema.Get(pair.InputColumnName, ColumnCopyingTransformer.Kind).Renamed(pair.OutputColumnName)));
    }
}

/// <summary>Copies columns under other names; made by <see cref="ColumnCopyingEstimator"/>.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "CopyColumns";

    internal ColumnCopyingTransformer(IReadOnlyList<InputOutputColumnPair> columns) : base(columns) { }

    internal static ColumnCopyingTransformer Load(ModelReader reader) => new(reader.Columns());

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        foreach (InputOutputColumnPair pair in Columns) conversion.Set(pair.OutputColumnName, conversion.Value(pair.InputColumnName, Kind));
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
        => new(Columns[pair].OutputColumnName, input.Type, input.Annotations);

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => Getters.Of(row, input);
}

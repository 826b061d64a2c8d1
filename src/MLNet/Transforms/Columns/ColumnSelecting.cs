using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some columns, or drops some.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(string[]? keep, string[]? drop, bool keepHidden) : base(new ColumnSelectingTransformer(keep, drop, keepHidden)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        string[] names = Transformer.Names;
        SchemaShape.Column[] named = [.. names.Select(name => inputSchema.Get(name, ColumnSelectingTransformer.Kind))];
        return new SchemaShape(Transformer.Keeps ? named : inputSchema.Where(column => !names.Contains(column.Name)));
    }
}

/// <summary>Keeps some columns, or drops some; made by <see cref="ColumnSelectingEstimator"/>.</summary>
public sealed class ColumnSelectingTransformer : ITransformer, IOnnxConvertible
{
    internal const string Kind = "SelectColumns";

    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[]? keep, string[]? drop, bool keepHidden)
    {
        Names = keep ?? drop ?? throw new ArgumentNullException(nameof(keep));
        Keeps = keep is not null;
        _keepHidden = keepHidden;
    }

    internal string[] Names { get; }

    internal bool Keeps { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new Mapping(inputSchema, Sources(inputSchema)).OutputSchema;

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, new Mapping(input.Schema, Sources(input.Schema)));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(new Mapping(inputSchema, Sources(inputSchema)));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.Writer.Kind(Kind);
        ctx.Writer.Set("keeps", Keeps);
        ctx.Writer.Texts("names", Names);
        ctx.Writer.Set("keepHidden", _keepHidden);
    }

    // Which columns there are follows from the schema.
    void IOnnxConvertible.Convert(OnnxConversion conversion) { }

    internal static ColumnSelectingTransformer Load(ModelReader reader)
    {
        string[] names = reader.Texts("names");
        bool keeps = reader.Flag("keeps");
        return new ColumnSelectingTransformer(keeps ? names : null, keeps ? null : names, reader.Flag("keepHidden"));
    }

    private int[] Sources(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (string name in Names) InputColumn.Get(input, name, Kind);
        if (Keeps && !_keepHidden) return [.. Names.Select(name => input[name].Index)];
        return [.. input.Where(column => (_keepHidden || !column.IsHidden) && Names.Contains(column.Name) == Keeps).Select(column => column.Index)];
    }

    private sealed class Mapping(DataViewSchema input, int[] sources) : RowMapping(input, [], sources)
    {
        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active) => [];
    }
}

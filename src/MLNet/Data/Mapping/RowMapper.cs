namespace Microsoft.ML.Data;

/// <summary>The public face of a mapping.</summary>
internal sealed class RowMapper(RowMapping mapping) : IRowToRowMapper
{
    public DataViewSchema InputSchema => mapping.InputSchema;

    public DataViewSchema OutputSchema => mapping.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => ActiveColumns.Select(InputSchema, mapping.InputsOf(ActiveColumns.Of(OutputSchema, dependingColumns)));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
        => new MappedRow(mapping, input, ActiveColumns.Of(OutputSchema, activeColumns));
}

/// <summary>Several mappers, one after the other.</summary>
internal sealed class RowMapperChain(DataViewSchema inputSchema, IReadOnlyList<IRowToRowMapper> mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => mappers.Count == 0 ? inputSchema : mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        DataViewSchema.Column[] needed = [.. dependingColumns];
        for (int i = mappers.Count - 1; i >= 0; i--) needed = [.. mappers[i].GetDependencies(needed)];
        return needed;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        DataViewSchema.Column[][] active = new DataViewSchema.Column[mappers.Count][];
        DataViewSchema.Column[] needed = [.. activeColumns];
        for (int i = mappers.Count - 1; i >= 0; i--)
        {
            active[i] = needed;
            needed = [.. mappers[i].GetDependencies(needed)];
        }
        DataViewRow row = input;
        for (int i = 0; i < mappers.Count; i++) row = mappers[i].GetRow(row, active[i]);
        return row;
    }
}

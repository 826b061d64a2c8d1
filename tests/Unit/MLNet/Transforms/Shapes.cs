using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>The shape of a schema, got through a public door: an estimator without effect sees it.</summary>
internal static class Shapes
{
    public static SchemaShape Of(DataViewSchema schema)
    {
        Probe probe = new();
        MLContext ml = new();
        try
        {
            new EstimatorChain<ITransformer>().Append<ITransformer>(probe).Fit(ml.Data.TakeRows(new EmptyView(schema), 0));
        }
        catch (NotSupportedException)
        {
        }
        return probe.Seen!;
    }

    private sealed class Probe : IEstimator<ITransformer>
    {
        public SchemaShape? Seen { get; private set; }

        public ITransformer Fit(IDataView input) => throw new NotSupportedException();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;
    }

    private sealed class EmptyView(DataViewSchema schema) : IDataView
    {
        public bool CanShuffle => false;
        public DataViewSchema Schema => schema;
        public long? GetRowCount() => 0;
        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => throw new NotSupportedException();
        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => throw new NotSupportedException();
    }
}

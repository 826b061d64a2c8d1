using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>The shape of a schema as estimators are shown it: one that only looks is put into a chain.</summary>
internal static class SeenShape
{
    public static SchemaShape Of(IDataView data)
    {
        Probe probe = new();
        try
        {
            new EstimatorChain<ITransformer>().Append<ITransformer>(probe).Fit(data);
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
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>Puts rows into clusters around means, by Lloyd's algorithm.</summary>
public class KMeansTrainer : TrainerEstimatorBase<ClusteringPredictionTransformer<KMeansModelParameters>, KMeansModelParameters>
{
    private readonly Options _options;

    internal KMeansTrainer(IHostEnvironment environment, Options options)
        : base(environment.Register("KMeans"), TrainerColumns.Features(options.FeatureColumnName), default, TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        OptionRange.Require(options.NumberOfClusters > 0, nameof(options.NumberOfClusters), "at least 1");
        OptionRange.Require(options.MaximumNumberOfIterations > 0, nameof(options.MaximumNumberOfIterations), "at least 1");
        OptionRange.Require(options.OptimizationTolerance > 0, nameof(options.OptimizationTolerance), "above 0");
        OptionRange.Require(options.AccelerationMemoryBudgetMb > 0, nameof(options.AccelerationMemoryBudgetMb), "at least 1");
        OptionRange.Require(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "at least 1");
        _options = options;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();

    private protected override KMeansModelParameters Train(TrainingRun run)
    {
        using Workers.LimitScope limit = Workers.Limit(_options.NumberOfThreads ?? Workers.Count);
        int clusters = _options.NumberOfClusters;
        if (run.Examples.Count < clusters)
            throw new InvalidOperationException($"{Name}: {clusters} clusters are asked for, but there are only {run.Examples.Count} rows without missing values.");
        KMeansAlgorithm algorithm = new(run.Examples, clusters);
        if (_options.InitializationAlgorithm == InitializationAlgorithm.Random) algorithm.StartAtRandom(run.Random);
        else algorithm.StartFarApart(run.Random);
        using IProgressChannel progress = Host.StartProgressChannel("KMeans training");
        progress.SetHeader(new ProgressHeader(["Average Score"], ["iterations"]), static _ => { });
        double before = double.PositiveInfinity;
        for (int iteration = 1; iteration <= _options.MaximumNumberOfIterations; iteration++)
        {
            double score = algorithm.Step();
            progress.Checkpoint(score, iteration);
            if (before - score <= _options.OptimizationTolerance * before) break;
            before = score;
        }
        return new KMeansModelParameters(algorithm.Centroids);
    }

    private protected override ClusteringPredictionTransformer<KMeansModelParameters> MakeTransformer(KMeansModelParameters model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.ClassOutputs();

    /// <summary>Where the means start.</summary>
    public enum InitializationAlgorithm
    {
        /// <summary>At rows that are far apart: each the likelier the further it is from those before. Arthur and Vassilvitskii (2007).</summary>
        KMeansPlusPlus = 0,

        /// <summary>At rows taken at random.</summary>
        Random = 1,

        /// <summary>The same as <see cref="KMeansPlusPlus"/> here.</summary>
        KMeansYinyang = 2,
    }

    /// <summary>The options.</summary>
    public sealed class Options : UnsupervisedTrainerInputBaseWithWeight
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>The number of clusters.</summary>
        public int NumberOfClusters = 5;

        /// <summary>Where the means start.</summary>
        public InitializationAlgorithm InitializationAlgorithm = InitializationAlgorithm.KMeansYinyang;

        /// <summary>Ends the training where the mean squared distance gets better by a smaller share.</summary>
        public float OptimizationTolerance = 1E-07f;

        /// <summary>How often the rows are gone through at most.</summary>
        public int MaximumNumberOfIterations = 1000;

        /// <summary>Has no effect: nothing is kept beside the rows.</summary>
        public int AccelerationMemoryBudgetMb = 4096;

        /// <summary>How many threads are used; null for all. The result is the same.</summary>
        public int? NumberOfThreads = null;
    }
}

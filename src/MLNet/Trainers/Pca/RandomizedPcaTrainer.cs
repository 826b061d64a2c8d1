using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Learns the directions in which usual rows differ; rows that are far from what these span are unusual.</summary>
public sealed class RandomizedPcaTrainer : TrainerEstimatorBase<AnomalyPredictionTransformer<PcaModelParameters>, PcaModelParameters>
{
    private readonly Options _options;

    internal RandomizedPcaTrainer(IHostEnvironment environment, Options options)
        : base(environment.Register("RandomizedPca"), TrainerColumns.Features(options.FeatureColumnName), default, TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        if (options.Rank <= 0) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.Rank)} must be at least 1.");
        if (options.Oversampling < 0) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.Oversampling)} must be at least 0.");
        _options = options;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();

    private protected override PcaModelParameters Train(TrainingRun run)
    {
        Random random = _options.Seed is int seed ? new Random(seed) : run.Random;
        PrincipalDirections found = PrincipalDirections.Find(run.Examples, _options.Rank, _options.Oversampling, _options.EnsureZeroMean, random);
        if (found.Vectors.Length < _options.Rank)
            run.Channel.Warning(MessageSensitivity.None, $"The rows vary in {found.Vectors.Length} directions only; {_options.Rank} were asked for.");
        return new PcaModelParameters(found.Vectors, found.Mean);
    }

    private protected override AnomalyPredictionTransformer<PcaModelParameters> MakeTransformer(PcaModelParameters model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: false);

    /// <summary>The options.</summary>
    public sealed class Options : UnsupervisedTrainerInputBaseWithWeight
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>The number of directions that are usual.</summary>
        public int Rank = 20;

        /// <summary>How many more directions are tried to find them.</summary>
        public int Oversampling = 20;

        /// <summary>Whether the mean is taken off first.</summary>
        public bool EnsureZeroMean = true;

        /// <summary>The seed of the random directions; null takes the context's.</summary>
        public int? Seed = null;
    }
}

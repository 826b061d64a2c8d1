using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Trains a local deep support vector machine: linear models at the nodes of a tree, learned together with the directions that choose the way down. Jose, Goyal, Aggrwal and
/// Varma (2013), "Local deep kernel learning for efficient non-linear SVM prediction".
/// </summary>
public sealed class LdSvmTrainer : TrainerEstimatorBase<BinaryPredictionTransformer<LdSvmModelParameters>, LdSvmModelParameters>
{
    private const int LargestDepth = 24;

    private readonly Options _options;

    internal LdSvmTrainer(IHostEnvironment environment, Options options)
        : base(environment.Register("LdSvm"), TrainerColumns.Features(options.FeatureColumnName), TrainerColumns.TruthLabel(options.LabelColumnName),
            TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        OptionRange.Require(options.TreeDepth is >= 0 and <= LargestDepth, nameof(options.TreeDepth), $"from 0 to {LargestDepth}");
        OptionRange.Require(options.LambdaW > 0, nameof(options.LambdaW), "above 0");
        OptionRange.Require(options.LambdaTheta > 0, nameof(options.LambdaTheta), "above 0");
        OptionRange.Require(options.LambdaThetaprime > 0, nameof(options.LambdaThetaprime), "above 0");
        OptionRange.Require(options.NumberOfIterations > 0, nameof(options.NumberOfIterations), "at least 1");
        _options = options;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();

    private protected override void CheckLabels(ExampleSet examples) => BinaryLabels.WarnOfOneClass(examples, Host, Name);

    private protected override LdSvmModelParameters Train(TrainingRun run)
    {
        LdSvmLearner learner = new(run.Examples.FeatureCount, _options, run.Random);
        // Each step takes as many rows as the root of their number. One pass in random order serves many steps.
        int sample = Math.Max(1, (int)Math.Sqrt(run.Examples.Count)), taken = 0, iteration = 0;
        while (true)
        {
            foreach ((ExampleBlock block, int row) in run.Examples.Pass(run.Random))
            {
                if (taken == 0) learner.BeginStep(++iteration);
                learner.Add(block[row], block.Labels[row] > 0 ? 1 : -1, block.Weights[row] / sample);
                if (++taken < sample) continue;
                learner.EndStep();
                taken = 0;
                if (iteration == _options.NumberOfIterations) return learner.Result();
            }
        }
    }

    private protected override BinaryPredictionTransformer<LdSvmModelParameters> MakeTransformer(LdSvmModelParameters model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: false);

    /// <summary>The options.</summary>
    public sealed class Options : TrainerInputBaseWithWeight
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>The depth of the tree: there are 2 ^ depth leaves.</summary>
        public int TreeDepth = 3;

        /// <summary>The regularization of the nodes' models.</summary>
        public float LambdaW = 0.1f;

        /// <summary>The regularization of the directions that choose the way down.</summary>
        public float LambdaTheta = 0.01f;

        /// <summary>The regularization of the directions that say how much a node's model counts.</summary>
        public float LambdaThetaprime = 0.01f;

        /// <summary>How steep the function is that says how much a node's model counts.</summary>
        public float Sigma = 1.0f;

        /// <summary>Whether the models and directions have biases.</summary>
        public bool UseBias = true;

        /// <summary>How many steps are made.</summary>
        public int NumberOfIterations = 15000;

        /// <summary>Has no effect: rows are kept in memory where they fit.</summary>
        public bool Cache = true;
    }
}

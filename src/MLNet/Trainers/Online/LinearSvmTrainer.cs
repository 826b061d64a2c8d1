using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Trains a linear support vector machine by Pegasos: steps against the hinge loss of small batches, ever shorter ones, and weights that shrink. Shalev-Shwartz, Singer
/// and Srebro (2007), "Pegasos: Primal estimated sub-gradient solver for SVM".
/// </summary>
public sealed class LinearSvmTrainer : OnlineLinearTrainer<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
{
    private readonly Options _options;

    internal LinearSvmTrainer(IHostEnvironment environment, Options options)
        : base(environment, "LinearSvm", options, TrainerColumns.TruthLabel(options.LabelColumnName), TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        if (!(options.Lambda > 0)) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.Lambda)} must be above 0.");
        if (options.BatchSize <= 0) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.BatchSize)} must be at least 1.");
        _options = options;
    }

    private protected override void CheckLabels(ExampleSet examples) => BinaryLabels.WarnOfOneClass(examples, Host, Name);

    private protected override OnlineLearner CreateLearner(ScaledWeights weights) => new Learner(weights, _options);

    private protected override LinearBinaryModelParameters Model(in VBuffer<float> weights, float bias) => new(in weights, bias);

    private protected override BinaryPredictionTransformer<LinearBinaryModelParameters> MakeTransformer(LinearBinaryModelParameters model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: false);

    /// <summary>The options.</summary>
    public sealed class Options : OnlineLinearOptions
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>The regularization Lambda / 2 x |weights|², beside the mean loss.</summary>
        public float Lambda = 0.001f;

        /// <summary>How many rows make a step together.</summary>
        public int BatchSize = 1;

        /// <summary>Whether the weights are kept within the ball that is known to hold the best ones.</summary>
        public bool PerformProjection = false;

        /// <summary>Whether there is no bias.</summary>
        public bool NoBias = false;

        /// <summary>How much each row counts, Single; null where all count the same.</summary>
        public string? ExampleWeightColumnName = null;
    }

    private sealed class Learner : OnlineLearner
    {
        private readonly ScaledWeights _weights;
        private readonly Options _options;
        private float[]? _update;
        private float _biasUpdate;
        private int _rows;
        private long _batch;

        public Learner(ScaledWeights weights, Options options)
        {
            _weights = weights;
            _options = options;
            if (options.NoBias) weights.Bias = 0;
        }

        public override void Learn(FeatureVector features, float label, float weight)
        {
            float truth = label > 0 ? 1 : -1;
            bool counts = truth * _weights.Output(features) < 1;
            if (_options.BatchSize == 1)
            {
                float rate = Shrink();
                if (counts) Move(features, rate * truth * weight, rate * truth * weight);
                Project();
                return;
            }
            if (counts)
            {
                features.AddTo(_update ??= new float[features.Length], truth * weight);
                _biasUpdate += truth * weight;
            }
            if (++_rows == _options.BatchSize) Step();
        }

        public override void EndIteration()
        {
            if (_rows > 0) Step();
        }

        public override (float[], float) Result() => (_weights.Settle(), _weights.Bias);

        private void Step()
        {
            float rate = Shrink() / _rows;
            if (_update is not null)
            {
                Move(new FeatureVector(_update, default, _update.Length), rate, rate * _biasUpdate);
                Array.Clear(_update);
            }
            Project();
            _biasUpdate = 0;
            _rows = 0;
        }

        private float Shrink()
        {
            float rate = 1 / (1 + _options.Lambda * ++_batch);
            _weights.Shrink(1 - rate * _options.Lambda);
            return rate;
        }

        private void Move(FeatureVector features, float step, float biasStep)
        {
            _weights.Add(features, step);
            if (!_options.NoBias) _weights.Bias += biasStep;
        }

        private void Project()
        {
            if (!_options.PerformProjection) return;
            float norm = TensorPrimitives.Norm<float>(_weights.Settle()), largest = 1 / MathF.Sqrt(_options.Lambda);
            if (norm > largest) _weights.Shrink(largest / norm);
        }
    }
}

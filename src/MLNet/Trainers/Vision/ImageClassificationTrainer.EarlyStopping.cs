namespace Microsoft.ML.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>What early stopping watches.</summary>
    public enum EarlyStoppingMetric
    {
        /// <summary>The accuracy, which should rise.</summary>
        Accuracy,

        /// <summary>The cross-entropy, which should fall.</summary>
        Loss,
    }

    /// <summary>Ends a training whose metric has not become better for some epochs. Each training starts it afresh.</summary>
    public sealed class EarlyStopping
    {
        private readonly EarlyStoppingMetric _metric;
        private float _best;
        private int _waited;

        /// <summary>Makes the criterion.</summary>
        /// <param name="minDelta">The least change that counts as an improvement; its sign is not heeded.</param>
        /// <param name="patience">The epochs without an improvement after which training ends.</param>
        /// <param name="metric">What is watched.</param>
        /// <param name="checkIncreasing">Not heeded: accuracy should rise, and loss fall. Set <see cref="CheckIncreasing"/> for the opposite.</param>
        public EarlyStopping(float minDelta = 0.01f, int patience = 20, EarlyStoppingMetric metric = EarlyStoppingMetric.Accuracy, bool checkIncreasing = true)
        {
            _metric = metric;
            Restart();
            MinDelta = Math.Abs(minDelta);
            Patience = patience;
            CheckIncreasing = metric switch
            {
                EarlyStoppingMetric.Accuracy => true,
                EarlyStoppingMetric.Loss => false,
                _ => checkIncreasing,
            };
        }

        /// <summary>The least change that counts as an improvement.</summary>
        public float MinDelta { get; set; }

        /// <summary>The epochs without an improvement after which training ends.</summary>
        public int Patience { get; set; }

        /// <summary>Whether the metric should rise.</summary>
        public bool CheckIncreasing { get; set; }

        /// <summary>Takes note of an epoch, and says whether training should end after it.</summary>
        /// <param name="currentMetrics">How the epoch went.</param>
        public bool ShouldStop(TrainMetrics currentMetrics)
        {
            ArgumentNullException.ThrowIfNull(currentMetrics);
            float current = _metric == EarlyStoppingMetric.Accuracy ? currentMetrics.Accuracy : currentMetrics.CrossEntropy;
            // A value that is no number is no improvement.
            if ((CheckIncreasing ? current - _best : _best - current) >= MinDelta)
            {
                _best = current;
                _waited = 0;
                return false;
            }
            return ++_waited >= Patience;
        }

        /// <summary>Forgets the epochs seen.</summary>
        internal void Restart()
        {
            _best = _metric == EarlyStoppingMetric.Loss ? float.MaxValue : 0;
            _waited = 0;
        }
    }
}

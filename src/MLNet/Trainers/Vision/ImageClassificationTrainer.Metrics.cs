namespace Microsoft.ML.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>What a callback is told: of the features while they are computed, or of the training after each epoch.</summary>
    public sealed class ImageClassificationMetrics
    {
        /// <summary>Makes metrics of nothing.</summary>
        public ImageClassificationMetrics() { }

        /// <summary>How an epoch went; null while features are computed.</summary>
        public TrainMetrics Train { get; set; } = null!;

        /// <summary>How far the features are; null while training.</summary>
        public BottleneckMetrics Bottleneck { get; set; } = null!;

        /// <summary>The metrics in one line.</summary>
        public override string ToString() => Train?.ToString() ?? Bottleneck?.ToString() ?? "";

        /// <summary>What the metrics were measured on.</summary>
        public enum Dataset
        {
            /// <summary>The pictures that the network learns from.</summary>
            Train,

            /// <summary>The pictures that decide when to stop.</summary>
            Validation,
        }
    }

    /// <summary>How far the features of the pictures are.</summary>
    public sealed class BottleneckMetrics
    {
        /// <summary>Makes metrics of nothing.</summary>
        public BottleneckMetrics() { }

        /// <summary>Whose features are computed.</summary>
        public ImageClassificationMetrics.Dataset DatasetUsed { get; set; }

        /// <summary>The pictures whose features are known.</summary>
        public int Index { get; set; }

        /// <summary>The metrics in one line.</summary>
        public override string ToString() => $"Phase: Bottleneck Computation, Dataset used: {DatasetUsed,10}, Image Index: {Index,3}";
    }

    /// <summary>How an epoch went.</summary>
    public sealed class TrainMetrics
    {
        /// <summary>Makes metrics of nothing.</summary>
        public TrainMetrics() { }

        /// <summary>What accuracy and cross-entropy were measured on.</summary>
        public ImageClassificationMetrics.Dataset DatasetUsed { get; set; }

        /// <summary>The batches of the epoch.</summary>
        public int BatchProcessedCount { get; set; }

        /// <summary>The epoch, from 0.</summary>
        public int Epoch { get; set; }

        /// <summary>The part of the pictures that were classified right, as a mean over the batches.</summary>
        public float Accuracy { get; set; }

        /// <summary>The loss: the mean cross-entropy in nats, as a mean over the batches.</summary>
        public float CrossEntropy { get; set; }

        /// <summary>The learning rate of the epoch's last batch.</summary>
        public float LearningRate { get; set; }

        /// <summary>The metrics in one line.</summary>
        public override string ToString()
        {
            string line = $"Phase: Training, Dataset used: {DatasetUsed,10}, Batch Processed Count: {BatchProcessedCount,3}, "
                + $"Epoch: {Epoch,3}, Accuracy: {Accuracy,10}, Cross-Entropy: {CrossEntropy,10}";
            return DatasetUsed == ImageClassificationMetrics.Dataset.Train ? $"{line}, Learning Rate: {LearningRate,10}" : line;
        }
    }
}

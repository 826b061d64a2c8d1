using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.ImageClassification;

/// <summary>How this pipeline trains.</summary>
internal static class NetworkTraining
{
    private const string Checkpoint = "checkpoint.bin";

    /// <summary>Adam with decoupled weight decay, warm-up and cosine decay, the network's running mean for validation and scoring, a checkpoint each epoch.</summary>
    public static NeuralNetworkOptions Options(ImageTrainingOptions options, int samples, ImagePreprocessing pixels, ITrainingCallback display, CancellationToken cancellation)
    {
        int steps = Math.Max(1, samples / options.BatchSize) * options.Epochs;
        return new NeuralNetworkOptions
        {
            Network = options.Network,
            Augmentation = AugmentationPipeline.Parse(options.Augment),
            Loss = new CategoricalCrossEntropy(options.LabelSmoothing),
            Cancellation = cancellation,
            Metadata = new Dictionary<string, string> { [PreprocessingGuess.MetadataKey] = PreprocessingText.Of(pixels) },
            Training = new TrainingOptions(options.Epochs, options.BatchSize, (ulong)options.Seed)
            {
                Optimizer = new AdamW { LearningRate = options.LearningRate, WeightDecay = 0.01f },
                Schedule = new CosineSchedule(),
                AverageDecay = steps > 2_000 ? 0.999 : 0.99,
                Monitor = "validation accuracy",
                Checkpoint = new CheckpointOptions(Path.Combine(options.Output, Checkpoint), Resume: options.Resume),
                Callbacks = [display],
            },
        };
    }
}

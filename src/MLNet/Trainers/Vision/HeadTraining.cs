using Microsoft.ML.Trainers;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace Microsoft.ML.Vision;

/// <summary>
/// Trains the layer of classes on features. The features are centred and scaled, so that one learning rate serves every network; afterwards the scales
/// are part of the weights.
/// </summary>
/// <param name="options">How to train.</param>
/// <param name="classes">The number of classes.</param>
/// <param name="seed">Determines first weights and order.</param>
internal sealed class HeadTraining(ImageClassificationTrainer.Options options, int classes, ulong seed)
{
    // The mean square length of the scaled features: steps of 0.01, the usual learning rate, are stable with some distance.
    private const double SquareLength = 100;
    private const double Momentum = 0.9;
    private const double Constant = 1e-6;

    private static readonly string AccuracyName = new Accuracy().Name;

    /// <summary>Trains, and gives the layer: weights [features, classes] and biases [classes].</summary>
    /// <param name="train">The pictures to learn from.</param>
    /// <param name="validation">The pictures to measure on; null for none.</param>
    /// <param name="report">Told of each epoch.</param>
    public (Tensor Weights, Tensor Biases) Train(LabelledFeatures train, LabelledFeatures? validation, Action<ImageClassificationTrainer.TrainMetrics> report)
    {
        (float[] means, float[] scales) = Scales(train);
        ArraySource source = Source(train, means, scales);
        Network network = new TransferHead(classes).ToNetwork(means.Length, seed);
        using CancellationTokenSource stop = new();
        Reporter reporter = new(options, report, stop, validation?.Count ?? 0);
        TrainingOptions training = new(options.Epoch, options.BatchSize, seed)
        {
            Optimizer = new Sgd(options.LearningRate, Momentum, Nesterov: true),
            Schedule = options.LearningRateScheduler is { } scheduler ? new Scheduled(scheduler, options, train.Count) : new ConstantSchedule(),
            KeepBest = false,
            Callbacks = [reporter],
        };
        try
        {
            new Trainer(network, new CategoricalCrossEntropy(), training).Fit(source, validation is null ? null : Source(validation, means, scales), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The criterion says that it is enough; the network stands where the last epoch left it.
        }
        return Unscaled(network, means, scales);
    }

    private static (float[] Means, float[] Scales) Scales(LabelledFeatures rows)
    {
        int size = rows.Features.Shape[1];
        double[] sums = new double[size], squares = new double[size];
        for (int r = 0; r < rows.Count; r++)
        {
            ReadOnlySpan<float> row = rows.Row(r);
            for (int i = 0; i < size; i++) sums[i] += row[i];
        }
        float[] means = [.. sums.Select(s => (float)(s / rows.Count))];
        for (int r = 0; r < rows.Count; r++)
        {
            ReadOnlySpan<float> row = rows.Row(r);
            for (int i = 0; i < size; i++) squares[i] += (double)(row[i] - means[i]) * (row[i] - means[i]);
        }
        double[] deviations = [.. squares.Select(s => Math.Sqrt(s / rows.Count))];
        int varying = deviations.Count(d => d > Constant);
        double length = Math.Sqrt(SquareLength / Math.Max(1, varying));
        return (means, [.. deviations.Select(d => d > Constant ? (float)(length / d) : 0)]);
    }

    private static ArraySource Source(LabelledFeatures rows, float[] means, float[] scales)
    {
        Tensor features = new(ElementType.Float32, Shape.Of(rows.Count, means.Length)), labels = new(ElementType.Int64, Shape.Of(rows.Count));
        for (int r = 0; r < rows.Count; r++)
        {
            ReadOnlySpan<float> source = rows.Row(r);
            Span<float> target = features.AsSpan<float>().Slice(r * means.Length, means.Length);
            for (int i = 0; i < means.Length; i++) target[i] = (source[i] - means[i]) * scales[i];
            labels.AsSpan<long>()[r] = rows.Labels[r];
        }
        return new ArraySource(features, labels);
    }

    private (Tensor Weights, Tensor Biases) Unscaled(Network network, float[] means, float[] scales)
    {
        Tensor weights = network.Parameters.Single(p => p.Value.Shape.Rank == 2).Value.Clone(), biases = network.Parameters.Single(p => p.Value.Shape.Rank == 1).Value.Clone();
        Span<float> w = weights.AsSpan<float>(), b = biases.AsSpan<float>();
        for (int i = 0; i < means.Length; i++)
            for (int c = 0; c < classes; c++)
            {
                w[i * classes + c] *= scales[i];
                b[c] -= means[i] * w[i * classes + c];
            }
        return (weights, biases);
    }

    private static int Batches(int pictures, ImageClassificationTrainer.Options options) => (pictures + options.BatchSize - 1) / options.BatchSize;

    // The scheduler knows batches and rates; the trainer asks for factors at places between epochs.
    private sealed record Scheduled(LearningRateScheduler Scheduler, ImageClassificationTrainer.Options Options, int Count) : LearningRateSchedule
    {
        public override double Factor(double epoch, double epochs)
        {
            int batches = Batches(Count, Options);
            long step = (long)Math.Round(epoch * batches);
            float rate = Scheduler.GetLearningRate(new LearningStep((int)(step / batches), (int)(step % batches), Options.BatchSize, Math.Max(1, Count / Options.BatchSize)));
            return rate / (double)Options.LearningRate;
        }
    }

    private sealed class Reporter(ImageClassificationTrainer.Options options, Action<ImageClassificationTrainer.TrainMetrics> report, CancellationTokenSource stop, int validation) : ITrainingCallback
    {
        public void EpochEnd(TrainingProgress progress, EpochResult result)
        {
            ImageClassificationTrainer.TrainMetrics train = Metrics(result, ImageClassificationTrainer.ImageClassificationMetrics.Dataset.Train, progress.Batches, result.Loss, result.Metrics);
            if (options.TestOnTrainSet) report(train);
            ImageClassificationTrainer.TrainMetrics watched = train;
            if (validation > 0)
            {
                watched = Metrics(result, ImageClassificationTrainer.ImageClassificationMetrics.Dataset.Validation, Batches(validation, options), result.ValidationLoss!.Value, result.ValidationMetrics!);
                report(watched);
            }
            if (options.EarlyStoppingCriteria?.ShouldStop(watched) == true) stop.Cancel();
        }

        private static ImageClassificationTrainer.TrainMetrics Metrics(EpochResult result, ImageClassificationTrainer.ImageClassificationMetrics.Dataset dataset, int batches, double loss, IReadOnlyDictionary<string, double> metrics) => new()
        {
            DatasetUsed = dataset,
            Epoch = result.Epoch - 1,
            BatchProcessedCount = batches,
            Accuracy = (float)metrics[AccuracyName],
            CrossEntropy = (float)loss,
            LearningRate = (float)result.LearningRate,
        };
    }
}

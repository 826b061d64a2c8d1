using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class ReadmeTests
{
    // The README's first example, on smaller images.
    [Fact]
    public void TheExampleWorks()
    {
        IBatchSource train = ToyData.Bars(200), validation = ToyData.Bars(60, 2);
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Network network = new Sequential(
                new Conv2D(16, 3, Activation.Relu) { Padding = Padding.Same },
                new MaxPooling2D(2),
                new Flatten(),
                new Dropout(0.25f),
                new Dense(3)).ToNetwork(inputShape: [1, 12, 12], seed: 1);
            Assert.Contains("Dense", network.Summary());

            var options = new TrainingOptions(Epochs: 3, BatchSize: 64, Seed: 1)
            {
                Optimizer = new AdamW(LearningRate: 1e-3f) { ClipNorm = 1 },
                Schedule = new CosineSchedule(WarmUpEpochs: 1),
                EarlyStopping = new EarlyStopping(Patience: 3),
                Checkpoint = new CheckpointOptions(file),
            };
            var loss = new CategoricalCrossEntropy(LabelSmoothing: 0.1f);
            TrainingHistory history = new Trainer(network, loss, options).Fit(train, validation);
            Assert.Equal(3, history.Epochs.Count);

            var images = new Tensor(ElementType.Float32, [60, 1, 12, 12]);
            validation.Fill([.. Enumerable.Range(0, 60)], 0, [images, new Tensor(ElementType.Int64, [60])]);
            Tensor probabilities = new Predictor(network, loss).Predict(images);
            Assert.Equal(60, probabilities.AsSpan<float>().ToArray().Sum(), 1e-3f);
            Assert.Equal(probabilities.Shape, network.Predict(images).Shape);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class DataTests
{
    [Fact]
    public void ArraysAreCopiedRowByRow()
    {
        var source = new ArraySource(Tensor.Of<float>([3, 2], 1, 2, 3, 4, 5, 6), Tensor.Ints(7, 8, 9));
        Tensor x = new(ElementType.Float32, [2, 2]), y = new(ElementType.Int64, [2]);
        source.Fill([2, 0], 0, [x, y]);
        Assert.Equal([5, 6, 1, 2], x.AsSpan<float>().ToArray());
        Assert.Equal([9, 7], y.AsSpan<long>().ToArray());
        Assert.Throws<ArgumentException>(() => new ArraySource(Tensor.Ints(1, 2), Tensor.Ints(1)));
    }

    [Fact]
    public void BytesAreScaled()
    {
        ArraySource source = new ArraySource(Tensor.Of<byte>([2, 2], 0, 51, 102, 255), Tensor.Ints(0, 1)).WithScaledBytes(0);
        Assert.Equal(ElementType.Float32, source.Columns[0].Element);
        Tensor x = new(ElementType.Float32, [2, 2]);
        source.Fill([1, 0], 0, [x, new Tensor(ElementType.Int64, [2])]);
        Assert.Equal([0.4f, 1, 0, 0.2f], x.AsSpan<float>().ToArray().Select(v => MathF.Round(v, 5)));
    }

    [Fact]
    public void SplitsAreDisjointAndComplete()
    {
        Tensor numbers = Tensor.Ints([.. Enumerable.Range(0, 50).Select(i => (long)i)]);
        (SubsetSource train, SubsetSource heldOut) = SubsetSource.Split(new ArraySource(numbers), 0.2, 3);
        Assert.Equal((40, 10), (train.Count, heldOut.Count));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), All(train).Concat(All(heldOut)).Order());
        Assert.NotEqual(All(heldOut).Order(), All(heldOut));

        static long[] All(SubsetSource source)
        {
            var all = new Tensor(ElementType.Int64, [source.Count]);
            source.Fill([.. Enumerable.Range(0, source.Count)], 0, [all]);
            return all.AsSpan<long>().ToArray();
        }
    }

    [Fact]
    public void TransformsDependOnSampleAndEpochAlone()
    {
        var source = new TransformedSource(new ArraySource(new Tensor(ElementType.Float32, [10, 1])), batch =>
        {
            for (int n = 0; n < batch.Samples.Length; n++) batch.Tensors[0].AsSpan<float>()[n] = batch.Random(n).NextFloat(0, 1);
        }, 5);
        Assert.Equal(Fill([3, 4], 1)[0], Fill([9, 3, 1], 1)[1]);
        Assert.NotEqual(Fill([3], 1)[0], Fill([3], 2)[0]);
        Assert.NotEqual(Fill([3], 1)[0], Fill([4], 1)[0]);

        float[] Fill(int[] samples, int epoch)
        {
            var x = new Tensor(ElementType.Float32, [samples.Length, 1]);
            source.Fill(samples, epoch, [x]);
            return x.AsSpan<float>().ToArray();
        }
    }

    [Fact]
    public void MetricsCountAsTheyShould()
    {
        Tensor scores = Tensor.Of<float>([3, 3], 1, 3, 2, 5, 1, 4, 0, 0, 1), labels = Tensor.Ints(1, 2, 0);
        Assert.Equal(1, new Accuracy().Sum(scores, labels));
        Assert.Equal(3, new TopAccuracy(2).Sum(scores, labels));
        Assert.Equal(2, new Accuracy().Sum(Tensor.Of<float>([3, 1], 1, -1, 2), Tensor.Of<float>([3], 1, 0, 0)));
        Tensor a = Tensor.Of<float>([2, 2], 1, 2, 3, 4), b = Tensor.Of<float>([2, 2], 1, 0, 0, 4);
        Assert.Equal((4 + 9) / 2.0, new MeanSquaredErrorMetric().Sum(a, b));
        Assert.Equal((2 + 3) / 2.0, new MeanAbsoluteErrorMetric().Sum(a, b));
    }

    [Fact]
    public void PredictionsInBatchesAndOnThreadsAreTheSame()
    {
        Network network = ToyData.BarsNetwork();
        var x = new Tensor(ElementType.Float32, [50, 1, 12, 12]);
        ToyData.Bars(50).Fill([.. Enumerable.Range(0, 50)], 0, [x, new Tensor(ElementType.Int64, [50])]);
        float[] whole = new Predictor(network, new CategoricalCrossEntropy()).Predict(x).AsSpan<float>().ToArray();
        var batched = new Predictor(network, new CategoricalCrossEntropy(), batchSize: 16);
        float[][] results = new float[8][];
        Parallel.For(0, 8, i => results[i] = batched.Predict(x).AsSpan<float>().ToArray());
        foreach (float[] result in results)
        {
            Assert.Equal(results[0], result);
            for (int i = 0; i < whole.Length; i++) Assert.Equal(whole[i], result[i], 1e-6f);
        }
    }
}

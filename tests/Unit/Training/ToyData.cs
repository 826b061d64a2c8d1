using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

/// <summary>Small learnable problems.</summary>
internal static class ToyData
{
    /// <summary>Points of the plane; the class is whether the signs of both coordinates differ.</summary>
    public static ArraySource Xor(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        Tensor x = new(ElementType.Float32, [count, 2]), y = new(ElementType.Int64, [count]);
        for (int n = 0; n < count; n++)
        {
            float a = random.NextFloat(-1, 1), b = random.NextFloat(-1, 1);
            x.AsSpan<float>()[2 * n] = a;
            x.AsSpan<float>()[2 * n + 1] = b;
            y.AsSpan<long>()[n] = a * b < 0 ? 1 : 0;
        }
        return new ArraySource(x, y);
    }

    /// <summary>12×12 images with noise: a horizontal bar, a vertical bar, or a cross somewhere.</summary>
    public static ArraySource Bars(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        Tensor x = new(ElementType.Float32, [count, 1, 12, 12]), y = new(ElementType.Int64, [count]);
        for (int n = 0; n < count; n++)
        {
            Span<float> image = x.AsSpan<float>().Slice(n * 144, 144);
            foreach (ref float p in image) p = 0.2f * random.NextNormal();
            int label = random.NextInt(3), row = 2 + random.NextInt(8), column = 2 + random.NextInt(8);
            for (int i = -2; i <= 2; i++)
            {
                if (label is 0 or 2) image[row * 12 + column + i] += 1;
                if (label is 1 or 2) image[(row + i) * 12 + column] += 1;
            }
            y.AsSpan<long>()[n] = label;
        }
        return new ArraySource(x, y);
    }

    public static Network XorNetwork(ulong seed = 0) => Networks.Mlp([16, 16], 2, [2], seed);

    public static Network BarsNetwork(ulong seed = 0) => new Sequential(
        new Conv2D(8, 3) { Padding = Padding.Same, UseBias = false },
        new BatchNormalization(),
        new ActivationLayer(Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(16, 3, Activation.Relu) { Padding = Padding.Same },
        new GlobalMaxPooling(),
        new Dropout(0.1f),
        new Dense(3)).ToNetwork([1, 12, 12], seed);

    public static float[][] Values(Network network) => [.. network.Parameters.Select(p => p.Value.AsSpan<float>().ToArray())];
}

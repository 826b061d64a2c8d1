using System.Numerics;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Blends pairs of images and of their labels in a batch (Zhang et al., "mixup: beyond empirical risk minimization", 2018). Labels are
/// rows of class probabilities and must be soft in the loss.
/// </summary>
/// <param name="Alpha">The shares come from the distribution Beta(Alpha, Alpha): the larger, the more even the blends.</param>
public sealed record Mixup(float Alpha = 0.2f)
{
    private const int Stream = 0x7FFF;

    /// <summary>Blends in place: image i with image batch-1-i of a shuffled batch, each keeping the larger share of itself.</summary>
    /// <param name="images">batch x values.</param>
    /// <param name="labels">batch x classes.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="step">The batch within the epoch.</param>
    /// <exception cref="ArgumentException">The images or labels do not divide into the batch.</exception>
    public void Apply(Span<float> images, Span<float> labels, int batch, ulong seed, int epoch, long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        if (images.Length % batch != 0 || labels.Length % batch != 0)
            throw new ArgumentException($"{images.Length} values and {labels.Length} label values do not divide into a batch of {batch}.", nameof(batch));
        int size = images.Length / batch, classes = labels.Length / batch;
        for (int i = 0; i < batch / 2; i++)
        {
            int j = batch - 1 - i;
            var random = new RandomStream(seed, epoch, step * batch + i, Stream);
            float share = Share(ref random);
            Blend(images.Slice(i * size, size), images.Slice(j * size, size), share);
            Blend(labels.Slice(i * classes, classes), labels.Slice(j * classes, classes), share);
        }
    }

    /// <summary>Both become blends of both, each with <paramref name="share"/> (0 to 1) of itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Blend(Span<float> first, Span<float> second, float share)
    {
        if (first.Length != second.Length) throw new ArgumentException($"{first.Length} values cannot be blended with {second.Length}.", nameof(second));
        Span<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(first), b = MemoryMarshal.Cast<float, Vector<float>>(second);
        float rest = 1 - share;
        for (int i = 0; i < a.Length; i++) (a[i], b[i]) = (a[i] * share + b[i] * rest, b[i] * share + a[i] * rest);
        for (int i = a.Length * Vector<float>.Count; i < first.Length; i++)
            (first[i], second[i]) = (first[i] * share + second[i] * rest, second[i] * share + first[i] * rest);
    }

    private float Share(ref RandomStream random)
    {
        double a = Gamma(ref random, Alpha), b = Gamma(ref random, Alpha);
        double share = a + b > 0 ? a / (a + b) : 1;
        return (float)Math.Max(share, 1 - share);
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below 1 by way of Gamma(alpha + 1).
    private static double Gamma(ref RandomStream random, double alpha)
    {
        if (alpha < 1) return Gamma(ref random, alpha + 1) * Math.Pow(1 - random.NextSingle(), 1 / alpha);
        double d = alpha - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal(), v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - random.NextSingle()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }
}

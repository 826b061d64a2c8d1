using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A kernel that depends on the difference of two vectors only, and so can be approximated by random features.</summary>
public abstract class KernelBase
{
    private protected KernelBase() { }

    /// <summary>The distance that the kernel measures by.</summary>
    internal abstract double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second);

    /// <summary>A random number of the distribution that is the kernel's Fourier transform.</summary>
    internal abstract double Frequency(double meanDistance, Random random);
}

/// <summary>exp(-gamma d² / r), where d is the Euclidean distance and r the mean of its square.</summary>
public sealed class GaussianKernel : KernelBase
{
    private readonly float _gamma;

    /// <summary>Makes the kernel.</summary>
    /// <param name="gamma">How fast it falls.</param>
    public GaussianKernel(float gamma = 1f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gamma);
        _gamma = gamma;
    }

    internal override double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        double sum = 0;
        for (int i = 0; i < first.Length; i++) sum += ((double)first[i] - second[i]) * ((double)first[i] - second[i]);
        return sum;
    }

    internal override double Frequency(double meanDistance, Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) * Math.Sqrt(2 * _gamma / meanDistance);
}

/// <summary>exp(-a d / r), where d is the sum of the sizes of the differences and r its mean.</summary>
public sealed class LaplacianKernel : KernelBase
{
    private readonly float _a;

    /// <summary>Makes the kernel.</summary>
    /// <param name="a">How fast it falls.</param>
    public LaplacianKernel(float a = 1f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        _a = a;
    }

    internal override double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        double sum = 0;
        for (int i = 0; i < first.Length; i++) sum += Math.Abs((double)first[i] - second[i]);
        return sum;
    }

    internal override double Frequency(double meanDistance, Random random) => _a / meanDistance * Math.Tan(Math.PI * (random.NextDouble() - 0.5));
}

/// <summary>The mean distance between rows, estimated from a sample.</summary>
internal static class KernelDistances
{
    private const int Sample = 5000;

    public static double Mean(IDataView data, DataViewSchema.Column column, KernelBase kernel, Random random)
    {
        List<float[]> rows = [];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        for (long seen = 0; cursor.MoveNext(); seen++)
        {
            long place = seen < Sample ? seen : random.NextInt64(seen + 1);
            if (place >= Sample) continue;
            get(ref vector);
            float[] row = [.. vector.DenseValues()];
            if (!row.All(float.IsFinite)) continue;
            if (place < rows.Count) rows[(int)place] = row;
            else rows.Add(row);
        }
        double sum = 0;
        int pairs = 0;
        for (; rows.Count > 1 && pairs < Sample; pairs++)
        {
            int first = random.Next(rows.Count), second = (first + 1 + random.Next(rows.Count - 1)) % rows.Count;
            sum += kernel.Distance(rows[first], rows[second]);
        }
        return sum > 0 ? sum / pairs : 1;
    }
}

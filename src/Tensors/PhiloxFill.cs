using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors;

public readonly unsafe partial struct Philox
{
    private const int Block = 16;
    private const int Grain = 1 << 14;

    /// <summary>Fills <paramref name="target"/> with numbers of [<paramref name="min"/>, <paramref name="max"/>), all threads helping.</summary>
    /// <remarks>With the defaults number i is the sequence's 32-bit number i, shifted right by 8, times 2^-24.</remarks>
    public void FillUniform(Span<float> target, float min = 0, float max = 1) => Fill<Uniform>(target, min, max);

    /// <summary>Fills <paramref name="target"/> with normally distributed numbers (Box and Muller, 1958), all threads helping.</summary>
    public void FillNormal(Span<float> target, float mean = 0, float deviation = 1) => Fill<Normal>(target, mean, deviation);

    /// <summary>
    /// Fills <paramref name="target"/> with <paramref name="value"/> (with the probability <paramref name="keep"/>) and zeros (else), all
    /// threads helping: the mask of dropout, where value is 1 / keep.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="keep"/> is not in [0, 1].</exception>
    public void FillMask(Span<float> target, float keep, float value = 1)
    {
        if (!(keep is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(keep), keep, "A probability is a number from 0 to 1.");
        Fill<Mask>(target, keep, value);
    }

    /// <summary>Puts <paramref name="items"/> into a random order, each order equally likely (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        var random = new PhiloxSequence(this);
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private void Fill<TMap>(Span<float> target, float alpha, float beta) where TMap : struct, IMap
    {
        fixed (float* pointer = target)
        {
            var filling = new Filling<TMap> { Source = this, Target = pointer, Alpha = alpha, Beta = beta };
            Workers.For(target.Length, Grain, ref filling);
        }
    }

    /// <summary>Makes numbers of a distribution out of sixteen random words.</summary>
    private interface IMap
    {
        static abstract void Map(Vector256<uint> x, Vector256<uint> y, float alpha, float beta, float* target);
    }

    private struct Filling<TMap> : IRangeTask where TMap : struct, IMap
    {
        public Philox Source;
        public float* Target;
        public float Alpha;
        public float Beta;

        public readonly void Run(int start, int end)
        {
            int i = start;
            for (; i <= end - Block; i += Block)
            {
                (Vector256<uint> x, Vector256<uint> y) = Source.FourAt((ulong)i / 4);
                TMap.Map(x, y, Alpha, Beta, Target + i);
            }
            if (i == end) return;

            float* rest = stackalloc float[Block];
            (Vector256<uint> u, Vector256<uint> v) = Source.FourAt((ulong)i / 4);
            TMap.Map(u, v, Alpha, Beta, rest);
            for (int j = i; j < end; j++) Target[j] = rest[j - i];
        }
    }

    private readonly struct Uniform : IMap
    {
        public static void Map(Vector256<uint> x, Vector256<uint> y, float alpha, float beta, float* target)
        {
            Scaled(x, alpha, beta).Store(target);
            Scaled(y, alpha, beta).Store(target + 8);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Scaled(Vector256<uint> x, float min, float max)
        {
            Vector256<float> scaled = Unit(x) * (max - min) + Vector256.Create(min);
            // Rounding could reach max itself.
            return max > min ? Vector256.MinNative(scaled, Vector256.Create(MathF.BitDecrement(max))) : scaled;
        }
    }

    private readonly struct Mask : IMap
    {
        public static void Map(Vector256<uint> x, Vector256<uint> y, float alpha, float beta, float* target)
        {
            Vector256<float> keep = Vector256.Create(alpha), value = Vector256.Create(beta);
            (Vector256.LessThan(Unit(x), keep) & value).Store(target);
            (Vector256.LessThan(Unit(y), keep) & value).Store(target + 8);
        }
    }

    /// <summary>Eight words give radii, the next eight angles; eight cosines stand before eight sines.</summary>
    private readonly struct Normal : IMap
    {
        public static void Map(Vector256<uint> x, Vector256<uint> y, float alpha, float beta, float* target)
        {
            // 1 - u lies in (0, 1], so the logarithm is finite.
            Vector256<float> radius = Vector256.Sqrt(-2 * Vector256.Log(Vector256<float>.One - Unit(x))) * beta;
            (Vector256<float> sin, Vector256<float> cos) = Vector256.SinCos(Unit(y) * MathF.Tau);
            (radius * cos + Vector256.Create(alpha)).Store(target);
            (radius * sin + Vector256.Create(alpha)).Store(target + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Unit(Vector256<uint> x) => Vector256.ConvertToSingle((x >>> 8).AsInt32()) * (1f / (1 << 24));
}

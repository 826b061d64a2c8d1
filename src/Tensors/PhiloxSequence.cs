using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors;

/// <summary>Takes the numbers of a <see cref="Philox"/> sequence one after the other.</summary>
/// <param name="source">The sequence.</param>
/// <param name="counter">The counter to begin with; each gives four 32-bit numbers.</param>
public struct PhiloxSequence(Philox source, ulong counter = 0)
{
    private Vector128<uint> _four;
    private int _left;

    /// <summary>The counter that the next fresh four numbers come from: begin there to go on after the numbers fetched so far.</summary>
    public ulong Counter { get; private set; } = counter;

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            _four = source.At(Counter++);
            _left = 4;
        }
        return _four[4 - _left--];
    }

    /// <summary>The next number of [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>The next number of [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public float NextSingle(float min, float max) => min + (max - min) * NextSingle();

    /// <summary>The next whole number from 0 to <paramref name="bound"/> - 1, each equally likely (Lemire, "Fast random integer generation
    /// in an interval", 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is less than 1.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint reject = (uint)-bound % (uint)bound;
            while ((uint)product < reject) product = (ulong)NextUInt32() * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>The next number of the standard normal distribution (Box and Muller, 1958).</summary>
    public float NextNormal()
    {
        float radius = MathF.Sqrt(-2 * MathF.Log(1 - NextSingle()));
        return radius * MathF.Cos(MathF.Tau * NextSingle());
    }
}

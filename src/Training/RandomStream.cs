using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Random numbers that a seed and two keys determine (an epoch and a sample, say), on whatever machine, in whatever order streams are made. They
/// are <see cref="Philox"/>'s, so that starting a stream costs nothing. Not thread-safe.
/// </summary>
public sealed class RandomStream
{
    private PhiloxSequence _numbers;

    /// <summary>Starts a stream.</summary>
    public RandomStream(ulong seed, ulong first = 0, uint second = 0) => Restart(seed, first, second);

    /// <summary>Starts another stream with the same object.</summary>
    public void Restart(ulong seed, ulong first = 0, uint second = 0) => _numbers = new PhiloxSequence(new Philox(seed, first), (ulong)second << 32);

    /// <summary>32 random bits.</summary>
    public uint NextBits() => _numbers.NextUInt32();

    /// <summary>A number in 0 … 1, 1 excluded, with 53 random bits.</summary>
    public double NextDouble()
    {
        ulong high = NextBits();
        return (((high << 32) | NextBits()) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A number in <paramref name="low"/> … <paramref name="high"/>.</summary>
    public float NextFloat(float low, float high) => _numbers.NextSingle(low, high);

    /// <summary>An integer in 0 … <paramref name="bound"/> - 1, each equally likely.</summary>
    public int NextInt(int bound) => _numbers.NextInt32(bound);

    /// <summary>A normally distributed number of mean 0 and standard deviation 1.</summary>
    public float NextNormal() => _numbers.NextNormal();

    /// <summary>Brings numbers into a random order, each order equally likely.</summary>
    public void Shuffle(Span<int> numbers)
    {
        for (int i = numbers.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
        }
    }

    /// <summary>A number that stands for a name as a key: the 64-bit FNV-1a hash of its UTF-16 units.</summary>
    public static ulong Key(string name)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (char c in name) hash = (hash ^ c) * 0x100000001B3UL;
        return hash;
    }
}

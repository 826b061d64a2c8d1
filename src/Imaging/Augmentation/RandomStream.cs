namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Random numbers that depend on nothing but a seed and three indices: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as
/// easy as 1, 2, 3", 2011). So every sample of every epoch has its own numbers, whichever thread draws them and in whatever order.
/// </summary>
public struct RandomStream
{
    private readonly uint _key0, _key1, _index1, _index2, _index3;
    private uint _block, _word0, _word1, _word2, _word3;
    private int _left;

    /// <summary>The stream number <paramref name="stream"/> (at most 65535) of a sample in an epoch.</summary>
    public RandomStream(ulong seed, int epoch, long sample, int stream = 0)
    {
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _block = (uint)stream << 16;
        _index1 = (uint)epoch;
        _index2 = (uint)sample;
        _index3 = (uint)(sample >>> 32);
    }

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            (_word0, _word1, _word2, _word3) = Philox(_block++, _index1, _index2, _index3, _key0, _key1);
            _left = 4;
        }
        return _left-- switch
        {
            4 => _word0,
            3 => _word1,
            2 => _word2,
            _ => _word3,
        };
    }

    /// <summary>A number from 0 to below 1 with 24 random bits.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>A number from <paramref name="low"/> to below <paramref name="high"/>, each as likely.</summary>
    public float NextSingle(float low, float high) => low + (high - low) * NextSingle();

    /// <summary>A whole number from 0 to below <paramref name="count"/>.</summary>
    public int NextInt32(int count) => (int)(((ulong)NextUInt32() * (uint)count) >> 32);

    /// <summary>Whether something of the given probability happens.</summary>
    public bool NextBoolean(float probability) => NextSingle() < probability;

    /// <summary>A number of the standard normal distribution (Box and Muller).</summary>
    public float NextNormal()
    {
        float radius = MathF.Sqrt(-2 * MathF.Log(1 - NextSingle()));
        return radius * MathF.Cos(2 * MathF.PI * NextSingle());
    }

    internal static (uint, uint, uint, uint) Philox(uint c0, uint c1, uint c2, uint c3, uint key0, uint key1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong first = 0xD2511F53UL * c0, second = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ key0, (uint)second, (uint)(first >> 32) ^ c3 ^ key1, (uint)first);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}

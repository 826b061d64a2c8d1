using System.Runtime.Intrinsics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public sealed class PhiloxTests
{
    // The known answers published with Random123 (kat_vectors, philox4x32 with 10 rounds).
    [Theory]
    [InlineData(0ul, 0ul, 0ul, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88, new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void The_published_vectors_come_out(ulong seed, ulong stream, ulong counter, uint[] expected) =>
        Assert.Equal(Vector128.Create(expected), new Philox(seed, stream).At(counter));

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1003)]
    [InlineData(100_001)]
    public void Vectors_give_the_numbers_of_the_sequence(int count)
    {
        var random = new Philox(42, 7);
        float[] actual = new float[count], mask = new float[count];
        random.FillUniform(actual);
        random.FillMask(mask, 0.3f, 2);
        var sequence = new PhiloxSequence(random);
        for (int i = 0; i < count; i++)
        {
            float expected = sequence.NextSingle();
            Assert.Equal(expected, actual[i]);
            Assert.Equal(expected < 0.3f ? 2 : 0, mask[i]);
        }
    }

    [Fact]
    public void A_sequence_goes_on_across_the_32nd_bit_of_the_counter()
    {
        const ulong Counter = uint.MaxValue;
        var sequence = new PhiloxSequence(new Philox(1, 2), Counter);
        for (int i = 0; i < 4; i++) sequence.NextUInt32();
        Assert.Equal(new Philox(1, 2).At(Counter + 1)[0], sequence.NextUInt32());
        Assert.Equal(Counter + 2, sequence.Counter);
    }

    [Fact]
    public void Uniform_numbers_fill_their_interval()
    {
        float[] x = new float[200_000];
        new Philox(3).FillUniform(x, -2, 6);
        Assert.All(x, v => Assert.InRange(v, -2, MathF.BitDecrement(6)));
        Assert.Equal(2, x.Average(), 0.03);
        Assert.Equal(64.0 / 12, x.Average(v => (v - 2.0) * (v - 2.0)), 0.05);
    }

    [Fact]
    public void Normal_numbers_have_mean_deviation_and_tails()
    {
        float[] x = new float[400_003];
        new Philox(4).FillNormal(x, 1, 2);
        double[] z = [.. x.Select(v => (v - 1.0) / 2)];
        Assert.Equal(0, z.Average(), 0.01);
        Assert.Equal(1, z.Average(v => v * v), 0.01);
        Assert.Equal(0, z.Average(v => v * v * v), 0.03);
        Assert.Equal(3, z.Average(v => v * v * v * v), 0.1);
        Assert.Equal(0.0455, z.Average(v => Math.Abs(v) > 2 ? 1.0 : 0), 0.002);
        Assert.Equal(0, z.Zip(z.Skip(8)).Average(p => p.First * p.Second), 0.01);
    }

    [Fact]
    public void Masks_keep_their_share()
    {
        float[] x = new float[300_000];
        new Philox(5).FillMask(x, 0.75f, 1 / 0.75f);
        Assert.Equal(1, x.Average(), 0.005);
        Assert.All(x, v => Assert.True(v == 0 || v == 1 / 0.75f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Philox(5).FillMask(x, float.NaN));
    }

    [Fact]
    public void One_and_several_threads_give_the_same_bits()
    {
        float[] one = new float[200_007], several = new float[200_007];
        new Philox(6).FillNormal(several);
        using (Workers.Limit(1)) new Philox(6).FillNormal(one);
        Assert.True(one.AsSpan().SequenceEqual(several));
    }

    [Fact]
    public void A_shuffle_is_a_permutation_and_each_is_equally_likely()
    {
        int[] large = [.. Enumerable.Range(0, 1000)];
        new Philox(8).Shuffle(large);
        Assert.NotEqual(Enumerable.Range(0, 1000), large);
        Assert.Equal(Enumerable.Range(0, 1000), large.Order());

        var counts = new Dictionary<string, int>();
        for (ulong i = 0; i < 24_000; i++)
        {
            int[] items = [0, 1, 2, 3];
            new Philox(9, i).Shuffle(items);
            string order = string.Concat(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Bounded_numbers_are_unbiased_and_bounded()
    {
        var random = new PhiloxSequence(new Philox(10));
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) counts[random.NextInt32(3)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_700, 10_300));

        // Of 2^32 words plain scaling would give 3, 3 and 2 to every three numbers below 3/8 of 2^32.
        counts = new int[3];
        for (int i = 0; i < 30_000; i++) counts[random.NextInt32(3 << 29) % 3]++;
        Assert.All(counts, count => Assert.InRange(count, 9_700, 10_300));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }

    [Fact]
    public void Streams_and_seeds_differ()
    {
        Assert.NotEqual(new Philox(1, 1).At(0), new Philox(1, 2).At(0));
        Assert.NotEqual(new Philox(1, 1).At(0), new Philox(2, 1).At(0));
        Assert.NotEqual(new Philox(1, 1).At(0), new Philox(1, 1).At(1));
    }
}

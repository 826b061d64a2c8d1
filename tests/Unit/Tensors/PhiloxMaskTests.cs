using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public unsafe class PhiloxMaskTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.999)]
    [InlineData(1)]
    [InlineData(0)]
    public void ChoosesByTheSequencesNumbers(double keep)
    {
        var random = new Philox(5, 7);
        byte[] all = Choose(random, 0, 1000, keep);
        for (int i = 0; i < all.Length; i++)
        {
            int word = i % 32;
            uint bits = random.At((ulong)(i / 64 * 8 + word / 4))[word % 4];
            uint number = i % 64 < 32 ? bits & 0xFFFF : bits >> 16;
            Assert.Equal(number < Math.Round(keep * 65536) ? 1 : 0, all[i]);
        }
        Assert.Equal(all[640..777], Choose(random, 640, 137, keep));
    }

    private static byte[] Choose(Philox random, long first, int count, double keep)
    {
        var mask = new byte[count];
        fixed (byte* target = mask) random.Choose(target, first, count, keep);
        return mask;
    }
}

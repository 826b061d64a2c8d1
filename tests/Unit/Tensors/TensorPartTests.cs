using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public sealed class TensorPartTests
{
    [Fact]
    public void PartsShareTheMemory()
    {
        Tensor whole = Tensor.Of<float>(Shape.Of(3, 2), 0, 1, 2, 3, 4, 5), row = whole.Part(2, Shape.Of(1, 2)), last = row.Part(1, Shape.Of(1));
        Assert.Equal([2, 3], row.AsSpan<float>().ToArray());
        last.AsSpan<float>()[0] = 9;
        Assert.Equal([0, 1, 2, 9, 4, 5], whole.AsSpan<float>().ToArray());
        Assert.Equal([0, 1, 2], whole.Leading(Shape.Of(3)).AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(-1, 2)]
    [InlineData(0, 7)]
    public void PartsLieInside(long start, int count) =>
        Assert.Throws<ArgumentException>(() => Tensor.Of<float>(Shape.Of(3, 2), 0, 1, 2, 3, 4, 5).Part(start, Shape.Of(count)));
}

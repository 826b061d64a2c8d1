using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class ListOfTests
{
    [Fact]
    public void ListsAreComparedByWhatTheyHold()
    {
        ListOf<float> a = [1, float.NaN], b = new[] { 1, float.NaN };
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, [1f]);
        Assert.Equal(default(ListOf<string>), []);
        Assert.True((ListOf<string>)["a"] == (ListOf<string>)["a"] && (ListOf<long>)[1L << 40] != (ListOf<long>)[0]);
        Assert.Equal("[1, 2, 3, 4, 5, 6, 7, 8, … 9]", ListOf.Create<long>(1, 2, 3, 4, 5, 6, 7, 8, 9).ToString());
    }

    [Fact]
    public void TensorsAreComparedByTypeShapeAndElements()
    {
        TensorValue a = Tensor.Of<float>([2], 1, 2);
        Assert.Equal(a, Tensor.Of<float>([2], 1, 2));
        Assert.NotEqual(a, Tensor.Of<float>([1, 2], 1, 2));
        Assert.NotEqual(a, Tensor.Of<float>([2], 1, 3));
        Assert.Equal((TensorValue)Tensor.OfStrings([1], "x"), Tensor.OfStrings([1], "x"));
    }
}

using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class VBufferTests
{
    private static VBuffer<int> Sparse => new(6, 3, [10, 30, 50], [1, 3, 5]);

    [Fact]
    public void ASparseVectorReadsTheDefaultWhereNothingIsStored()
    {
        Assert.Equal([0, 10, 0, 30, 0, 50], Sparse.DenseValues());
        Assert.Equal(30, Sparse.GetItemOrDefault(3));
        Assert.Equal(0, Sparse.GetItemOrDefault(4));
        Assert.False(Sparse.IsDense);
        Assert.Equal([1, 3, 5], Sparse.Items().Select(item => item.Key));
        Assert.Equal(6, Sparse.Items(all: true).Count());
        Assert.Equal("Sparse vector of size 6, 3 explicit values", Sparse.ToString());
    }

    [Fact]
    public void CopiesKeepDensityAndUseTheOldArrays()
    {
        VBuffer<int> target = new(8, new int[8]);
        int[] before = [.. target.GetValues()];
        Sparse.CopyTo(ref target);
        Assert.Equal([10, 30, 50], target.GetValues().ToArray());
        Assert.Equal([1, 3, 5], target.GetIndices().ToArray());
        VBuffer<int> dense = default;
        Sparse.CopyToDense(ref dense);
        Assert.Equal([0, 10, 0, 30, 0, 50], dense.GetValues().ToArray());
        int[] filled = [.. Enumerable.Repeat(7, 8)];
        Sparse.CopyTo(filled, 1, -1);
        Assert.Equal([7, -1, 10, -1, 30, -1, 50, 7], filled);
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(2, 0)]
    public void ARangeOfASparseVectorIsTheRangeOfItsItems(int start, int length)
    {
        VBuffer<int> part = default;
        Sparse.CopyTo(ref part, start, length);
        Assert.Equal(Sparse.DenseValues().Skip(start).Take(length), part.DenseValues());
    }

    [Fact]
    public void TheEditorReusesWhatFitsAndGrowsWhatDoesNot()
    {
        VBuffer<float> vector = default;
        VBufferEditor<float> editor = VBufferEditor.Create(ref vector, 4);
        Assert.True(editor.CreatedNewValues);
        editor.Values.Fill(2);
        vector = editor.Commit();
        editor = VBufferEditor.Create(ref vector, 3, 2);
        Assert.False(editor.CreatedNewValues);
        Assert.True(editor.CreatedNewIndices);
        editor.Values[0] = 5;
        editor.Indices[0] = 2;
        vector = editor.CommitTruncated(1);
        Assert.Equal([0, 0, 5], vector.DenseValues());
        editor = VBufferEditor.Create(ref vector, 10, 5, keepOldOnResize: true);
        Assert.Equal(5, editor.Values[0]);
    }

    [Fact]
    public void BadArraysAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new VBuffer<int>(3, new int[2]));
        Assert.Throws<ArgumentException>(() => new VBuffer<int>(5, 2, [1, 2], [3, 3]));
        Assert.Throws<ArgumentException>(() => new VBuffer<int>(5, 2, [1, 2], [3, 5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.GetItemOrDefault(6));
    }
}

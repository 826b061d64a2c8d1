using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class DimTests
{
    private static readonly Dim N = "N", M = "M";

    [Fact]
    public void ArithmeticIsExactWhereItCanBe()
    {
        Assert.Equal("12*N", (3 * N * 4).ToString());
        Assert.Equal("5*N", (2 * N + 3 * N).ToString());
        Assert.Equal(N, N + 0);
        Assert.Equal(0, N * 0);
        Assert.Equal(0, 0 * (N * M));
        Assert.False((N * M).IsKnown);
        Assert.NotEqual(N * M, N * M);
        Assert.NotEqual(N + M, N + M);
        Assert.NotEqual(N + 1, N + 1);
        Assert.Equal(4, (12 * N).DividedBy(3 * N));
        Assert.Equal(4 * N, (12 * N).DividedBy(3));
        Assert.Null((12 * N).DividedBy(M));
        Assert.Null((12 * N).DividedBy(5));
        Assert.Null(N.DividedBy(0));
        Assert.Null(((Dim)12).DividedBy(N));
    }

    [Fact]
    public void OverflowIsAShapeException()
    {
        Assert.Equal("65536 * 65536 is more than a dimension can be (2147483647)", Assert.Throws<ShapeException>(() => (Dim)65536 * 65536).Message);
        Assert.Throws<ShapeException>(() => 65536 * N * 65536);
        Assert.Throws<ShapeException>(() => (Dim)int.MaxValue + 1);
        Assert.Throws<ShapeException>(() => int.MaxValue * N + N);
        Assert.Throws<ShapeException>(() => (Dim)(-1));
        Assert.Throws<ShapeException>(() => SymbolicShape.Of(65536, N, 65536).Count);
        Assert.Equal(0, SymbolicShape.Of(65536, 65536, 0, N).Count);
    }

    [Fact]
    public void ShapesBroadcastByNumPysRule()
    {
        Assert.Equal(SymbolicShape.Of(N, 4, 3), SymbolicShape.Broadcast([N, 1, 3], [4, 1]));
        Assert.Equal(SymbolicShape.Of(N), SymbolicShape.Broadcast([N], [N]));
        Assert.Equal(SymbolicShape.Of(7), SymbolicShape.Broadcast([N], [7]));
        Assert.Equal(SymbolicShape.Of(0), SymbolicShape.Broadcast([0], [1]));
        Assert.Throws<ShapeException>(() => SymbolicShape.Broadcast([4, 3], [2, 3]));
        // N or M may be 1: the other one is the result then, and which it is cannot be told.
        SymbolicShape either = SymbolicShape.Broadcast([N], [M]);
        Assert.False(either[0].IsKnown || either[0] == N || either[0] == M);
    }

    [Fact]
    public void AxesCountFromEitherEnd()
    {
        SymbolicShape shape = [N, 3, 4];
        Assert.Equal((0, 2, 2), (shape.Axis(0), shape.Axis(-1), shape.Axis(2)));
        Assert.Equal(0, SymbolicShape.Scalar.Axis(0));
        Assert.Contains("Nx3x4", Assert.Throws<ShapeException>(() => shape.Axis(3)).Message);
        Assert.Throws<ShapeException>(() => shape.Axis(-4));
    }
}

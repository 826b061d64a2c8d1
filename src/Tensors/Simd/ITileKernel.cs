namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The innermost loop of a matrix multiply, once for each width of the hardware's vectors. A tile of C with at most
/// <see cref="Rows"/> x <see cref="Columns"/> elements stays in registers while K runs.
/// </summary>
/// <remarks>
/// A panel of A holds for each k the tile's <see cref="Rows"/> numbers, a panel of B its <see cref="Columns"/> numbers, both filled
/// up with zeros at the edges of the matrix. An element's sum runs over k in order, so its bits do not depend on the tile it falls in.
/// </remarks>
internal unsafe interface ITileKernel
{
    /// <summary>Rows of a full tile: the numbers that a panel of A holds for each k.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of a full tile: the numbers that a panel of B holds for each k.</summary>
    static abstract int Columns { get; }

    /// <summary>Computes the tile's <paramref name="rows"/> x <paramref name="columns"/> elements at <paramref name="c"/>.</summary>
    /// <param name="depth">How many k to sum over.</param>
    /// <param name="a">A panel of A, or a matrix that is read in place and must then have <see cref="Rows"/> rows from here.</param>
    /// <param name="aRow">The distance from one row to the next: 1 for a packed panel.</param>
    /// <param name="aStep">The distance from one k to the next: <see cref="Rows"/> for a packed panel.</param>
    /// <param name="b">A panel of B; the numbers of the next k stand <paramref name="bStep"/> further on.</param>
    /// <param name="bStep"><see cref="Columns"/> for a packed panel, or the stride of a matrix that is read in place.</param>
    /// <param name="c">The tile's first element in C.</param>
    /// <param name="ldc">The distance of C's rows.</param>
    /// <param name="rows">1 to <see cref="Rows"/>.</param>
    /// <param name="columns">1 to <see cref="Columns"/>.</param>
    /// <param name="row">The tile's first row in C, for the bias.</param>
    /// <param name="column">The tile's first column in C, for the bias.</param>
    /// <param name="finish">What to do with the sums.</param>
    static abstract void Multiply(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish);
}

/// <summary>
/// Where panels come from: a matrix, or an image that is unfolded while it is packed (implicit GEMM). Implement it on a struct.
/// </summary>
internal unsafe interface IPanelSource
{
    /// <summary>
    /// Writes one panel: for each k from <paramref name="k0"/> the elements of columns <paramref name="column0"/> to
    /// <paramref name="column0"/> + <paramref name="columnCount"/> - 1, then zeros up to <paramref name="width"/> numbers.
    /// </summary>
    /// <param name="target">Room for <paramref name="kCount"/> · <paramref name="width"/> numbers, aligned to 64 bytes.</param>
    /// <param name="width">Numbers for each k: the kernel's Columns (its Rows, when the source gives A).</param>
    /// <param name="k0">The first k.</param>
    /// <param name="kCount">How many k.</param>
    /// <param name="column0">The first column (row, when the source gives A).</param>
    /// <param name="columnCount">How many columns exist: 1 to <paramref name="width"/>.</param>
    void Pack(float* target, int width, int k0, int kCount, int column0, int columnCount);
}

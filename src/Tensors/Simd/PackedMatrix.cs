namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A matrix laid out once as the panels that the kernels read: for weights that are multiplied again and again. Made for the tile
/// of this machine, so it stays in memory and is never saved.
/// </summary>
public sealed unsafe class PackedMatrix
{
    private readonly float[] _panels;

    private PackedMatrix(int rows, int columns, bool isLeft, float[] panels)
    {
        (Rows, Columns, IsLeft) = (rows, columns, isLeft);
        _panels = panels;
        Data = PackBuffer.Align(panels);
    }

    /// <summary>Rows of op(matrix).</summary>
    public int Rows { get; }

    /// <summary>Columns of op(matrix).</summary>
    public int Columns { get; }

    /// <summary>True when the matrix was packed to be the first operand, A; false for the second, B.</summary>
    public bool IsLeft { get; }

    /// <summary>The panels; they stay where they are as long as this object is referenced.</summary>
    internal float* Data { get; }

    /// <summary>Packs op(A) [<paramref name="m"/>, <paramref name="k"/>] as the first operand of multiplies.</summary>
    public static PackedMatrix Left(float* a, int m, int k, nint lda, bool transpose = false) =>
        Pack(new MatrixPanels(a, lda, !transpose), m, k, GemmKernel.Rows, true);

    /// <summary>Packs op(B) [<paramref name="k"/>, <paramref name="n"/>] as the second operand of multiplies.</summary>
    public static PackedMatrix Right(float* b, int k, int n, nint ldb, bool transpose = false) =>
        Pack(new MatrixPanels(b, ldb, transpose), n, k, GemmKernel.Columns, false);

    /// <summary>Packs another matrix of the same size in this one's place, as the same operand.</summary>
    public void Refill(float* matrix, nint ld, bool transpose = false)
    {
        if (IsLeft) Fill(new MatrixPanels(matrix, ld, !transpose), Data, Rows, Columns, GemmKernel.Rows);
        else Fill(new MatrixPanels(matrix, ld, transpose), Data, Columns, Rows, GemmKernel.Columns);
    }

    /// <summary>Packs what <paramref name="source"/> gives, as panels of <paramref name="width"/> columns.</summary>
    internal static PackedMatrix Pack<TSource>(in TSource source, int columns, int k, int width, bool isLeft) where TSource : struct, IPanelSource
    {
        int room = BlockSizes.Round(columns, width);
        var panels = GC.AllocateUninitializedArray<float>(checked((int)((long)room * k + 16)), pinned: true);
        Fill(in source, PackBuffer.Align(panels), columns, k, width);
        return isLeft ? new PackedMatrix(columns, k, true, panels) : new PackedMatrix(k, columns, false, panels);
    }
    private static void Fill<TSource>(in TSource source, float* panels, int columns, int k, int width) where TSource : struct, IPanelSource
    {
        if (columns == 0 || k == 0) return;
        var packing = new Packing<TSource>
        {
            Source = source,
            Target = new PackedPanels { Data = panels, Room = BlockSizes.Round(columns, width) },
            Width = width,
            ColumnCount = columns,
            DepthCount = k,
            DepthBlock = BlockSizes.Depth(k),
        };
        Workers.Run(packing.Pieces, ref packing);
    }
}

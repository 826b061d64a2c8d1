using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The tiles of images for Winograd's convolution: how images are cut into blocks of rows of tiles, and how a block's tiles are brought
/// into the transformed form [point][tile][channel].
/// </summary>
/// <param name="Batch">The number of images.</param>
/// <param name="Channels">Channels of an image, a multiple of <see cref="StridedTiles.Lanes"/>.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Rows">Rows of tiles of an image.</param>
/// <param name="Columns">Tiles in a row.</param>
/// <param name="RowsOfBlock">Rows of tiles in a block; a block goes on into the next image.</param>
internal sealed unsafe record WinogradTiles(int Batch, int Channels, int Height, int Width, int Rows, int Columns, int RowsOfBlock)
{
    /// <summary>Room for tiles in a block: whole tiles of the multiply.</summary>
    public int Room => BlockSizes.Round(RowsOfBlock * Columns, StridedTiles.Rows);

    /// <summary>Blocks of all images.</summary>
    public int Blocks => BlockSizes.Divide(Batch * Rows, RowsOfBlock);

    /// <summary>The distance of points; a cache line more than they need, since at a power of two they would fall into the same cache sets.</summary>
    public nint PointStep => Step(Channels);

    /// <summary>Numbers of a block's transformed tiles.</summary>
    public long Count => WinogradTransform.Points * (long)PointStep;

    /// <summary>Numbers of memory that <see cref="Transform"/> and <see cref="TransformGradient"/> need.</summary>
    public long PlanesCount => (4L * Math.Min(RowsOfBlock, Rows) + 2) * (4 * Columns + 2) * Channels;

    /// <summary>The number of rows of tiles in a block that leaves least of the multiply's tiles empty.</summary>
    /// <param name="columns">Tiles in a row.</param>
    /// <param name="channels">Channels of both operands together; it bounds the block's memory.</param>
    /// <param name="all">Rows of tiles of all images.</param>
    public static int Choose(int columns, int channels, int all)
    {
        int most = Math.Clamp(3072 / channels, 2 * StridedTiles.Rows, 96), best = 1;
        double filled = 0;
        for (int rows = 1; rows <= all && (rows == 1 || rows * columns <= most); rows++)
        {
            double share = (double)rows * columns / BlockSizes.Round(rows * columns, StridedTiles.Rows);
            if (share >= filled) (best, filled) = (rows, share);
        }
        return best;
    }

    /// <summary>The same for another number of channels.</summary>
    public nint Step(int channels) => (nint)Room * channels + 16;

    /// <summary>The rows of tiles of a block: the first, and the one after the last, counted through all images.</summary>
    public (int First, int End) RowsOf(int block) => (block * RowsOfBlock, Math.Min(Batch * Rows, (block + 1) * RowsOfBlock));

    /// <summary>Transforms a block's input tiles of 6 x 6 pixels, which overlap by two.</summary>
    /// <param name="images">The images [Batch, Channels, Height, Width].</param>
    /// <param name="block">The block.</param>
    /// <param name="top">Rows of zeros above an image.</param>
    /// <param name="left">Columns of zeros on its left.</param>
    /// <param name="planes">Memory to use.</param>
    /// <param name="v">The transformed tiles.</param>
    public void Transform(float* images, int block, int top, int left, float* planes, float* v)
    {
        (int row, int end) = RowsOf(block);
        while (row < end)
        {
            int image = row / Rows, first = row % Rows, count = Math.Min(end - row, Rows - first);
            Copy(images + (long)image * Channels * Height * Width, 4 * first - top, 4 * count + 2, left, planes);
            if (Vector512.IsHardwareAccelerated) Input<Lanes512>(planes, count, v);
            else if (Vector256.IsHardwareAccelerated) Input<Lanes256>(planes, count, v);
            else Input<Lanes128>(planes, count, v);
            v += count * Columns * Channels;
            row += count;
        }
    }

    /// <summary>Transforms a block's tiles of 4 x 4 pixels of gradient.</summary>
    public void TransformGradient(float* images, int block, float* planes, float* v)
    {
        (int row, int end) = RowsOf(block);
        while (row < end)
        {
            int image = row / Rows, first = row % Rows, count = Math.Min(end - row, Rows - first);
            Copy(images + (long)image * Channels * Height * Width, 4 * first, 4 * count, 0, planes);
            if (Vector512.IsHardwareAccelerated) Gradient<Lanes512>(planes, count, v);
            else if (Vector256.IsHardwareAccelerated) Gradient<Lanes256>(planes, count, v);
            else Gradient<Lanes128>(planes, count, v);
            v += count * Columns * Channels;
            row += count;
        }
    }

    // Rows of an image with the channels of a pixel side by side and zeros around it.
    private void Copy(float* image, int firstRow, int rows, int left, float* planes)
    {
        int width = 4 * Columns + 2, inside = Math.Min(Width, width - left);
        for (int r = 0; r < rows; r++, planes += width * Channels)
        {
            int h = firstRow + r;
            if ((uint)h >= (uint)Height)
            {
                new Span<float>(planes, width * Channels).Clear();
                continue;
            }
            new Span<float>(planes, left * Channels).Clear();
            Turning.Run(image + (long)h * Width, (nint)Height * Width, planes + left * Channels, Channels, Channels, inside);
            new Span<float>(planes + (left + inside) * Channels, (width - left - inside) * Channels).Clear();
        }
    }

    private void Input<V>(float* planes, int rows, float* v) where V : struct, IVectorLanes<V>
    {
        float* half = stackalloc float[36 * 16];
        nint rowStep = (4 * Columns + 2) * Channels;
        for (int r = 0; r < rows; r++, planes += 4 * rowStep)
            for (int t = 0; t < Columns; t++, v += Channels)
                for (int c = 0; c < Channels; c += V.Count)
                    WinogradTransform.Input<V>(planes + 4 * t * Channels + c, rowStep, Channels, v + c, PointStep, half);
    }

    private void Gradient<V>(float* planes, int rows, float* v) where V : struct, IVectorLanes<V>
    {
        float* half = stackalloc float[24 * 16];
        nint rowStep = (4 * Columns + 2) * Channels;
        for (int r = 0; r < rows; r++, planes += 4 * rowStep)
            for (int t = 0; t < Columns; t++, v += Channels)
                for (int c = 0; c < Channels; c += V.Count)
                    WinogradTransform.Gradient<V>(planes + 4 * t * Channels + c, rowStep, Channels, v + c, PointStep, half);
    }
}

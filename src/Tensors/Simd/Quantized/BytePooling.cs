using System.Numerics;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The largest byte of each window of planar images, signed or not.</summary>
public static unsafe class BytePooling
{
    /// <summary>y [Batch, Channels, output height, output width] = the largest of each window of x; windows of padding alone give the type's smallest.</summary>
    public static void Max(ConvolutionGeometry g, byte* x, byte* y, bool signed)
    {
        var task = new Work { Geometry = g, X = x, Y = y, Flip = signed ? (byte)0x80 : (byte)0 };
        Workers.For(g.Batch * g.Channels, Math.Max(1, (1 << 14) / Math.Max(1, g.InputPixels)), ref task);
    }

    private struct Work : IRangeTask
    {
        public ConvolutionGeometry Geometry;
        public byte* X;
        public byte* Y;
        public byte Flip;

        public readonly void Run(int start, int end)
        {
            const int most = 4096;
            int width = Geometry.Width.Input;
            byte* local = stackalloc byte[Math.Min(width, most)];
            byte* largest = width <= most ? local : (byte*)NativeMemory.Alloc((nuint)width);
            for (int plane = start; plane < end; plane++)
                Plane(X + (long)plane * Geometry.InputPixels, Y + (long)plane * Geometry.OutputPixels, new Span<byte>(largest, width));
            if (width > most) NativeMemory.Free(largest);
        }

        // First along columns of the plane, whole vectors at a time; then along the one row that is left.
        private readonly void Plane(byte* x, byte* y, Span<byte> largest)
        {
            WindowAxis h = Geometry.Height, w = Geometry.Width;
            for (int oh = 0; oh < h.Output; oh++, y += w.Output)
            {
                largest.Clear();
                for (int tap = 0; tap < h.Kernel; tap++)
                    if (h.At(oh, tap) is var row && (uint)row < (uint)h.Input) Raise(largest, new ReadOnlySpan<byte>(x + (long)row * w.Input, w.Input));
                for (int ow = 0; ow < w.Output; ow++)
                {
                    byte best = 0;
                    for (int tap = 0; tap < w.Kernel; tap++)
                        if (w.At(ow, tap) is var column && (uint)column < (uint)w.Input) best = Math.Max(best, largest[column]);
                    y[ow] = (byte)(best ^ Flip);
                }
            }
        }

        private readonly void Raise(Span<byte> largest, ReadOnlySpan<byte> row)
        {
            int i = 0;
            var flip = new Vector<byte>(Flip);
            for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
                Vector.Max(new Vector<byte>(largest[i..]), new Vector<byte>(row[i..]) ^ flip).CopyTo(largest[i..]);
            for (; i < row.Length; i++) largest[i] = Math.Max(largest[i], (byte)(row[i] ^ Flip));
        }
    }
}

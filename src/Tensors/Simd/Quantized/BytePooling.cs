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
            const int most = 8192;
            // The row with its padding, of the smallest bytes, and room for windows at every place of it.
            WindowAxis w = Geometry.Width;
            int row = w.Before + w.Input + Math.Max(0, (w.Output - 1) * w.Stride + w.Extent - w.Before - w.Input), room = 2 * row;
            byte* local = stackalloc byte[Math.Min(room, most)];
            byte* memory = room <= most ? local : (byte*)NativeMemory.Alloc((nuint)room);
            new Span<byte>(memory, row).Clear();
            for (int plane = start; plane < end; plane++)
                Plane(X + (long)plane * Geometry.InputPixels, Y + (long)plane * Geometry.OutputPixels, new Span<byte>(memory, row), new Span<byte>(memory + row, row));
            if (room > most) NativeMemory.Free(memory);
        }

        // First along columns of the plane, then along the one row that is left: both whole vectors at a time, and the strides last.
        private readonly void Plane(byte* x, byte* y, Span<byte> padded, Span<byte> windows)
        {
            WindowAxis h = Geometry.Height, w = Geometry.Width;
            Span<byte> largest = padded.Slice(w.Before, w.Input);
            int places = (w.Output - 1) * w.Stride + 1;
            for (int oh = 0; oh < h.Output; oh++, y += w.Output)
            {
                largest.Clear();
                for (int tap = 0; tap < h.Kernel; tap++)
                    if (h.At(oh, tap) is var row && (uint)row < (uint)h.Input) Raise(largest, new ReadOnlySpan<byte>(x + (long)row * w.Input, w.Input), Flip);
                padded[..places].CopyTo(windows);
                for (int tap = 1; tap < w.Kernel; tap++) Raise(windows[..places], padded.Slice(tap * w.Dilation, places), 0);
                for (int ow = 0; ow < w.Output; ow++) y[ow] = (byte)(windows[ow * w.Stride] ^ Flip);
            }
        }

        private static void Raise(Span<byte> largest, ReadOnlySpan<byte> row, byte turned)
        {
            int i = 0;
            var flip = new Vector<byte>(turned);
            ref byte to = ref MemoryMarshal.GetReference(largest), from = ref MemoryMarshal.GetReference(row);
            // The largest may be taken twice, so the last vector may overlap the one before it.
            for (int last = row.Length - Vector<byte>.Count; last >= 0 && i < row.Length; i += Vector<byte>.Count)
            {
                int at = Math.Min(i, last);
                Vector.Max(Vector.LoadUnsafe(ref to, (nuint)at), Vector.LoadUnsafe(ref from, (nuint)at) ^ flip).StoreUnsafe(ref to, (nuint)at);
            }
            for (; i < row.Length; i++) largest[i] = Math.Max(largest[i], (byte)(row[i] ^ turned));
        }
    }
}

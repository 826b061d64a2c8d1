using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Weighted sums of 8-bit pixels along one axis and then the other, in fixed point, so the result is the same on every machine.
/// The first pass rounds to 8 bits and clips, as Pillow does.
/// </summary>
internal static class ByteResampler
{
    private const int Half = 1 << (ResampleWeights.FractionBits - 1);

    public static void Resample(Image source, Image target, ResampleWeights across, ResampleWeights down)
    {
        int channels = source.Channels, stride = target.Width * channels;
        int top = down.First.Min(), bottom = 0;
        for (int y = 0; y < target.Height; y++) bottom = Math.Max(bottom, down.First[y] + down.Count[y]);
        // Pixels of three channels are read and written four bytes at a time, one byte beyond the last.
        byte[] middle = ArrayPool<byte>.Shared.Rent((bottom - top) * stride + 4);
        byte[] padded = new byte[source.Width * channels + 4];
        for (int y = top; y < bottom; y++)
        {
            source.Row(y).CopyTo(padded);
            Span<byte> row = middle.AsSpan((y - top) * stride, stride + 4);
            if (channels == 1) AcrossGray(padded, row, across);
            else AcrossColor(padded, row, across, channels);
        }
        for (int y = 0; y < target.Height; y++)
            Down(middle.AsSpan((down.First[y] - top) * stride), stride, down.Fixed.AsSpan(y * down.Taps, down.Count[y]), target.Row(y));
        ArrayPool<byte>.Shared.Return(middle);
    }

    private static void AcrossGray(ReadOnlySpan<byte> source, Span<byte> target, ResampleWeights across)
    {
        for (int x = 0; x < across.First.Length; x++)
        {
            ReadOnlySpan<int> weights = across.Fixed.AsSpan(x * across.Taps, across.Count[x]);
            ReadOnlySpan<byte> pixels = source.Slice(across.First[x], weights.Length);
            int sum = Half;
            for (int i = 0; i < weights.Length; i++) sum += pixels[i] * weights[i];
            target[x] = (byte)Math.Clamp(sum >> ResampleWeights.FractionBits, 0, 255);
        }
    }

    private static void AcrossColor(ReadOnlySpan<byte> source, Span<byte> target, ResampleWeights across, int channels)
    {
        for (int x = 0; x < across.First.Length; x++)
        {
            ReadOnlySpan<int> weights = across.Fixed.AsSpan(x * across.Taps, across.Count[x]);
            ref byte pixel = ref MemoryMarshal.GetReference(source[(across.First[x] * channels)..]);
            Vector128<int> sum = Vector128.Create(Half);
            foreach (int weight in weights)
            {
                Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref pixel)).AsByte();
                sum += Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32() * weight;
                pixel = ref Unsafe.Add(ref pixel, channels);
            }
            sum = Vector128.Clamp(sum >> ResampleWeights.FractionBits, Vector128<int>.Zero, Vector128.Create(255));
            Vector128<ushort> narrow = Vector128.Narrow(sum.AsUInt32(), sum.AsUInt32());
            MemoryMarshal.Write(target[(x * channels)..], Vector128.Narrow(narrow, narrow).AsUInt32().ToScalar());
        }
    }

    private static void Down(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> weights, Span<byte> target)
    {
        ref byte first = ref MemoryMarshal.GetReference(source[..(stride * weights.Length)]);
        ref byte result = ref MemoryMarshal.GetReference(target);
        int x = 0;
        for (; x <= stride - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            Vector256<int> low = Vector256.Create(Half), high = low;
            ref byte pixels = ref Unsafe.Add(ref first, x);
            foreach (int weight in weights)
            {
                Vector256<ushort> wide = Vector256.WidenLower(Vector128.LoadUnsafe(ref pixels).ToVector256Unsafe());
                low += Vector256.WidenLower(wide).AsInt32() * weight;
                high += Vector256.WidenUpper(wide).AsInt32() * weight;
                pixels = ref Unsafe.Add(ref pixels, stride);
            }
            Vector256<int> most = Vector256.Create(255);
            low = Vector256.Clamp(low >> ResampleWeights.FractionBits, Vector256<int>.Zero, most);
            high = Vector256.Clamp(high >> ResampleWeights.FractionBits, Vector256<int>.Zero, most);
            Vector256<ushort> narrow = Vector256.Narrow(low.AsUInt32(), high.AsUInt32());
            Vector128.Narrow(narrow.GetLower(), narrow.GetUpper()).StoreUnsafe(ref result, (nuint)x);
        }
        for (; x < stride; x++)
        {
            int sum = Half;
            for (int i = 0; i < weights.Length; i++) sum += source[i * stride + x] * weights[i];
            target[x] = (byte)Math.Clamp(sum >> ResampleWeights.FractionBits, 0, 255);
        }
    }
}

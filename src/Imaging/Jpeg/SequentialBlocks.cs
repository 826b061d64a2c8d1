using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Imaging;

/// <summary>Blocks of a baseline or extended sequential scan (T.81, annex F.2): read whole and transformed at once.</summary>
internal readonly struct SequentialBlocks : IBlockCoder
{
    public void Restart()
    {
    }

    [SkipLocalsInit]
    public void Read(ref EntropyReader reader, JpegComponent component, int x, int y)
    {
        Span<short> block = stackalloc short[64];
        block.Clear();
        component.Prediction += reader.ReadSigned(reader.ReadSymbol(component.Dc!) & 15);
        block[0] = (short)component.Prediction;
        bool dcOnly = !ReadAc(ref reader, component.Ac!, ref MemoryMarshal.GetReference(block));
        Span<byte> target = component.Samples.AsSpan((y * component.Stride + x) * 8);
        if (dcOnly) InverseDct.TransformDc(block[0], component.Scale, target, component.Stride);
        else InverseDct.Transform(block, component.Scale, target, component.Stride);
    }

    /// <summary>Reads the 63 coefficients after the first; false where all are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool ReadAc(ref EntropyReader reader, HuffmanTable table, ref short block)
    {
        ref int lookup = ref MemoryMarshal.GetArrayDataReference(table.Lookup);
        ref byte order = ref MemoryMarshal.GetReference(JpegTables.ZigzagByColumns);
        // Copies, so that they stay in registers.
        ulong bits = reader.Bits;
        int count = reader.Count, k = 1;
        while (k < 64)
        {
            if (count < 32)
            {
                reader.Bits = bits;
                reader.Count = count;
                reader.Refill();
                bits = reader.Bits;
                count = reader.Count;
            }
            int entry = Unsafe.Add(ref lookup, (int)(bits >> (64 - HuffmanTable.LookupBits)));
            if ((entry & HuffmanTable.HasValue) != 0)
            {
                int length = entry & 31;
                bits <<= length;
                count -= length;
                k += entry >> 8 & 15;
                if (k > 63) throw BeyondBlock();
                Unsafe.Add(ref block, Unsafe.Add(ref order, k++)) = (short)(entry >> 16);
                continue;
            }
            int run, size;
            if (entry != 0)
            {
                bits <<= entry & 31;
                count -= entry & 31;
                run = entry >> 8 & 15;
                size = entry >> 12 & 15;
            }
            else
            {
                reader.Bits = bits;
                reader.Count = count;
                int symbol = reader.ReadLongSymbol(table);
                bits = reader.Bits;
                count = reader.Count;
                run = symbol >> 4;
                size = symbol & 15;
            }
            if (size == 0)
            {
                if (run != 15) break;
                k += 16;
                continue;
            }
            k += run;
            if (k > 63) throw BeyondBlock();
            int value = (int)(bits >> (64 - size));
            bits <<= size;
            count -= size;
            if (value < 1 << (size - 1)) value -= (1 << size) - 1;
            Unsafe.Add(ref block, Unsafe.Add(ref order, k++)) = (short)value;
        }
        reader.Bits = bits;
        reader.Count = count;
        return k > 1;
    }

    private static ImageFormatException BeyondBlock() => new("JPEG: damaged data, a run of coefficients goes beyond its block");
}

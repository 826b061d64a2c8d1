namespace MlNetDeepLearning.Imaging;

/// <summary>The first scan of DC coefficients of a progressive file (T.81, annex G.1.2.1): all but the lowest bits.</summary>
internal readonly struct DcFirstBlocks(int shift) : IBlockCoder
{
    public void Restart()
    {
    }

    public void Read(ref EntropyReader reader, JpegComponent component, int x, int y)
    {
        component.Prediction += reader.ReadSigned(reader.ReadSymbol(component.Dc!) & 15);
        component.Coefficients[(y * component.BlockStride + x) * 64] = (short)(component.Prediction << shift);
    }
}

/// <summary>A further scan of DC coefficients: one more bit each.</summary>
internal readonly struct DcRefineBlocks(int shift) : IBlockCoder
{
    public void Restart()
    {
    }

    public void Read(ref EntropyReader reader, JpegComponent component, int x, int y)
    {
        if (reader.ReadBits(1) != 0) component.Coefficients[(y * component.BlockStride + x) * 64] |= (short)(1 << shift);
    }
}

/// <summary>The first scan of a band of AC coefficients (annex G.1.2.2): all but the lowest bits.</summary>
internal struct AcFirstBlocks(int first, int last, int shift) : IBlockCoder
{
    private int _endOfBandRun;

    public void Restart() => _endOfBandRun = 0;

    public void Read(ref EntropyReader reader, JpegComponent component, int x, int y)
    {
        if (_endOfBandRun > 0)
        {
            _endOfBandRun--;
            return;
        }
        HuffmanTable table = component.Ac!;
        Span<short> block = component.Coefficients.AsSpan((y * component.BlockStride + x) * 64, 64);
        for (int k = first; k <= last; k++)
        {
            int symbol = reader.ReadSymbol(table), run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
            {
                _endOfBandRun = (1 << run) - 1 + (run > 0 ? reader.ReadBits(run) : 0);
                return;
            }
            k += run;
            if (size == 0) continue;
            if (k > last) throw new ImageFormatException("JPEG: damaged data, a run of coefficients goes beyond its band");
            block[JpegTables.ZigzagByColumns[k]] = (short)(reader.ReadSigned(size) << shift);
        }
    }
}

/// <summary>A further scan of a band of AC coefficients (annex G.1.2.3): one more bit for those known, and those that only now
/// become nonzero.</summary>
internal struct AcRefineBlocks(int first, int last, int shift) : IBlockCoder
{
    private int _endOfBandRun;

    public void Restart() => _endOfBandRun = 0;

    public void Read(ref EntropyReader reader, JpegComponent component, int x, int y)
    {
        Span<short> block = component.Coefficients.AsSpan((y * component.BlockStride + x) * 64, 64);
        int k = first;
        if (_endOfBandRun == 0)
        {
            HuffmanTable table = component.Ac!;
            while (k <= last)
            {
                int symbol = reader.ReadSymbol(table), run = symbol >> 4, size = symbol & 15;
                if (size == 0 && run < 15)
                {
                    _endOfBandRun = (1 << run) + (run > 0 ? reader.ReadBits(run) : 0);
                    break;
                }
                if (size > 1) throw new ImageFormatException("JPEG: damaged data, a refinement brings more than one bit");
                int value = size == 0 ? 0 : reader.ReadBits(1) != 0 ? 1 << shift : -1 << shift;
                k = RefineUntil(ref reader, block, k, run);
                if (value != 0)
                {
                    if (k > last) throw new ImageFormatException("JPEG: damaged data, a run of coefficients goes beyond its band");
                    block[JpegTables.ZigzagByColumns[k]] = (short)value;
                }
                k++;
            }
        }
        if (_endOfBandRun > 0)
        {
            RefineUntil(ref reader, block, k, 64);
            _endOfBandRun--;
        }
    }

    /// <summary>Refines the nonzero coefficients from <paramref name="k"/> on, up to the zero that comes after
    /// <paramref name="zeros"/> others; returns its place, or one beyond the band.</summary>
    private readonly int RefineUntil(ref EntropyReader reader, Span<short> block, int k, int zeros)
    {
        for (; k <= last; k++)
        {
            ref short coefficient = ref block[JpegTables.ZigzagByColumns[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0) break;
            }
            else if (reader.ReadBits(1) != 0)
            {
                coefficient += (short)(coefficient > 0 ? 1 << shift : -1 << shift);
            }
        }
        return k;
    }
}

namespace MlNetDeepLearning.Imaging;

/// <summary>A scan header (SOS): which components it has, and in a progressive file which coefficients and bits of them.</summary>
internal readonly ref struct JpegScan
{
    private readonly int _first;
    private readonly int _last;
    private readonly int _previousShift;
    private readonly int _shift;

    private JpegScan(ReadOnlySpan<JpegComponent> components, ReadOnlySpan<byte> spectrum)
    {
        Components = components;
        _first = spectrum[0];
        _last = spectrum[1];
        _previousShift = spectrum[2] >> 4;
        _shift = spectrum[2] & 15;
    }

    public ReadOnlySpan<JpegComponent> Components { get; }

    public static JpegScan Parse(ReadOnlySpan<byte> body, JpegFrame frame, HuffmanTable?[] dc, HuffmanTable?[] ac)
    {
        int count = body.IsEmpty ? 0 : body[0];
        if (count is < 1 or > 4 || body.Length < 4 + 2 * count) throw new ImageFormatException("JPEG: damaged scan header (SOS)");
        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            byte id = body[1 + 2 * i], tables = body[2 + 2 * i];
            JpegComponent? component = Array.Find(frame.Components, candidate => candidate.Id == id && Array.IndexOf(components, candidate) < 0);
            if (component is null || (tables >> 4) > 3 || (tables & 15) > 3)
                throw new ImageFormatException($"JPEG: damaged scan header, component {id} with tables {tables:X2}");
            component.Dc = dc[tables >> 4];
            component.Ac = ac[tables & 15];
            components[i] = component;
        }
        var scan = new JpegScan(components, body.Slice(1 + 2 * count, 3));
        if (frame.Progressive) scan.CheckProgression();
        scan.CheckTables(frame.Progressive);
        return scan;
    }

    /// <summary>Decodes the entropy-coded data that follows the header.</summary>
    public void Decode(ref EntropyReader reader, JpegFrame frame, int restartInterval)
    {
        if (!frame.Progressive) ScanWalker.Walk(ref reader, frame, Components, restartInterval, new SequentialBlocks());
        else if (_first == 0 && _previousShift == 0) ScanWalker.Walk(ref reader, frame, Components, restartInterval, new DcFirstBlocks(_shift));
        else if (_first == 0) ScanWalker.Walk(ref reader, frame, Components, restartInterval, new DcRefineBlocks(_shift));
        else if (_previousShift == 0) ScanWalker.Walk(ref reader, frame, Components, restartInterval, new AcFirstBlocks(_first, _last, _shift));
        else ScanWalker.Walk(ref reader, frame, Components, restartInterval, new AcRefineBlocks(_first, _last, _shift));
        foreach (JpegComponent component in Components) Note(component, frame.Progressive);
    }

    private void Note(JpegComponent component, bool progressive)
    {
        if (progressive && !component.Seen) component.Unrefined = ulong.MaxValue;
        if (_first == 0 || !progressive) component.Seen = true;
        if (_shift != 0 || !progressive) return;
        ulong band = (ulong.MaxValue >> (63 - _last)) & (ulong.MaxValue << _first);
        component.Unrefined &= ~band;
    }

    private void CheckProgression()
    {
        bool valid = _first == 0
            ? _last == 0
            : _last >= _first && _last <= 63 && Components.Length == 1;
        if (!valid || _shift > 13 || (_previousShift != 0 && _previousShift != _shift + 1))
            throw new ImageFormatException($"JPEG: damaged progressive scan header: coefficients {_first} to {_last}, bits {_previousShift} to {_shift}");
    }

    private void CheckTables(bool progressive)
    {
        bool needsDc = !progressive || (_first == 0 && _previousShift == 0);
        bool needsAc = !progressive || _first > 0;
        foreach (JpegComponent component in Components)
        {
            if ((needsDc && component.Dc is null) || (needsAc && component.Ac is null))
                throw new ImageFormatException("JPEG: a scan uses a Huffman table that is not defined");
            if (needsDc && component.Dc!.LargestSymbol > 15)
                throw new ImageFormatException("JPEG: damaged Huffman table for DC coefficients");
        }
    }
}

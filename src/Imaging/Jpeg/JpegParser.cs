using System.Buffers.Binary;

namespace MlNetDeepLearning.Imaging;

/// <summary>Goes through the marker segments of a JPEG file and keeps what they define: the frame, the tables, how the colours
/// are meant and which way is up.</summary>
internal ref struct JpegParser(ReadOnlySpan<byte> data, DecodeOptions options)
{
    // No encoder in use writes more; each scan of a few bytes can cost a pass over the whole image.
    private const int MaxScans = 200;

    private readonly ReadOnlySpan<byte> _data = data;
    private readonly ushort[]?[] _quantization = new ushort[]?[4];
    private readonly HuffmanTable?[] _dc = [HuffmanTable.Default(false, 0), HuffmanTable.Default(false, 1), null, null];
    private readonly HuffmanTable?[] _ac = [HuffmanTable.Default(true, 0), HuffmanTable.Default(true, 1), null, null];
    private int _position = 2;
    private int _restartInterval;
    private int _scans;
    private bool _jfif;
    private int _adobeTransform = -1;

    /// <summary>The frame header, once it has been read.</summary>
    public JpegFrame? Frame { get; private set; }

    /// <summary>The EXIF orientation, 1 to 8; 1 is upright.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>Reads up to the frame header, or with it all scans.</summary>
    public JpegFrame Read(bool headerOnly)
    {
        bool ended = false;
        while (!ended && NextMarker(out byte marker))
        {
            ended = marker == JpegMarkers.EndOfImage;
            if (JpegMarkers.IsBare(marker)) continue;
            ReadOnlySpan<byte> body = ReadBody(marker);
            if (JpegMarkers.IsFrame(marker)) ReadFrame(marker, body);
            else ReadSegment(marker, body);
            if (Frame is null) continue;
            if (headerOnly) return Frame;
            if (marker == JpegMarkers.StartOfScan) ReadScan(body);
        }
        if (Frame is null) throw new ImageFormatException("truncated: the JPEG data ends before a frame header (SOF)");
        CheckComplete(Frame, ended);
        return Frame;
    }

    /// <summary>What the components of the frame mean, by the rules that the JFIF and Adobe conventions leave.</summary>
    public readonly JpegColors Colors()
    {
        JpegComponent[] components = Frame!.Components;
        if (components.Length == 1) return JpegColors.Gray;
        if (components.Length == 4) return _adobeTransform is -1 or 0 ? JpegColors.Cmyk : JpegColors.Ycck;
        if (_jfif) return JpegColors.YCbCr;
        if (_adobeTransform >= 0) return _adobeTransform == 0 ? JpegColors.Rgb : JpegColors.YCbCr;
        bool named = components[0].Id == 'R' && components[1].Id == 'G' && components[2].Id == 'B';
        return named ? JpegColors.Rgb : JpegColors.YCbCr;
    }

    private bool NextMarker(out byte marker)
    {
        int found = JpegMarkers.Find(_data, _position);
        _position = found < 0 ? _data.Length : found + 2;
        marker = found < 0 ? (byte)0 : _data[found + 1];
        return found >= 0;
    }

    private ReadOnlySpan<byte> ReadBody(byte marker)
    {
        int left = _data.Length - _position;
        int length = left < 2 ? 2 : BinaryPrimitives.ReadUInt16BigEndian(_data[_position..]);
        if (left < length)
            throw new ImageFormatException($"truncated: the JPEG segment {marker:X2} at byte {_position - 2} goes beyond the end of the data");
        if (length < 2) throw new ImageFormatException($"JPEG: the segment {marker:X2} at byte {_position - 2} has the length {length}");
        ReadOnlySpan<byte> body = _data.Slice(_position + 2, length - 2);
        _position += length;
        return body;
    }

    private void ReadSegment(byte marker, ReadOnlySpan<byte> body)
    {
        switch (marker)
        {
            case JpegMarkers.QuantizationTables:
                ReadQuantization(body);
                break;
            case JpegMarkers.HuffmanTables:
                ReadHuffman(body);
                break;
            case JpegMarkers.RestartInterval when body.Length >= 2:
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
                break;
            case JpegMarkers.StartOfScan when Frame is null:
                throw new ImageFormatException("JPEG: a scan comes before the frame header");
            case JpegMarkers.App0 when body.StartsWith("JFIF\0"u8):
                _jfif = true;
                break;
            case JpegMarkers.App1 when body.StartsWith("Exif\0\0"u8):
                Orientation = ExifOrientation.Read(body[6..]);
                break;
            case JpegMarkers.App14 when body.Length >= 12 && body.StartsWith("Adobe"u8):
                _adobeTransform = body[11];
                break;
        }
    }

    private readonly void ReadQuantization(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int wide = body[0] >> 4, slot = body[0] & 15, length = wide == 0 ? 64 : 128;
            if (wide > 1 || slot > 3 || body.Length < 1 + length)
                throw new ImageFormatException("JPEG: damaged quantization table (DQT)");
            var table = new ushort[64];
            for (int k = 0; k < 64; k++)
                table[k] = wide == 0 ? body[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(body[(1 + 2 * k)..]);
            _quantization[slot] = table;
            body = body[(1 + length)..];
        }
    }

    private readonly void ReadHuffman(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int kind = body[0] >> 4, slot = body[0] & 15, symbols = 0;
            for (int length = 1; length <= 16 && length < body.Length; length++) symbols += body[length];
            if (kind > 1 || slot > 3 || body.Length < 17 + symbols || symbols > 256)
                throw new ImageFormatException("JPEG: damaged Huffman table (DHT)");
            (kind == 0 ? _dc : _ac)[slot] = HuffmanTable.Of(body.Slice(1, 16 + symbols));
            body = body[(17 + symbols)..];
        }
    }

    private void ReadFrame(byte marker, ReadOnlySpan<byte> body)
    {
        if (Frame is not null) throw new ImageFormatException("JPEG: there is a second frame header");
        if (marker > JpegMarkers.ProgressiveFrame)
        {
            string kind = marker >= 0xC9 ? "arithmetic-coded" : marker == 0xC3 ? "lossless" : "hierarchical";
            throw new ImageFormatException($"JPEG: {kind} files (SOF{marker & 15}) are not supported; baseline, extended and progressive Huffman-coded ones are");
        }
        if (body.Length < 6 || body.Length < 6 + 3 * body[5]) throw new ImageFormatException("truncated: the JPEG frame header (SOF) is too short");
        if (body[0] != 8) throw new ImageFormatException($"JPEG: samples of {body[0]} bits are not supported, only of 8");
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]), count = body[5];
        if (height == 0) height = FindNumberOfLines();
        options.CheckSize("JPEG", width, height);
        if (count is not (1 or 3 or 4)) throw new ImageFormatException($"JPEG: {count} colour components are not supported, only 1, 3 or 4");
        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = body.Slice(6 + 3 * i, 3);
            int horizontal = entry[1] >> 4, vertical = entry[1] & 15;
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || entry[2] > 3)
                throw new ImageFormatException($"JPEG: damaged frame header, component {i} has sampling {horizontal} x {vertical} and quantization table {entry[2]}");
            // The only component of a grey file is at full resolution whatever its factors say.
            components[i] = new JpegComponent(entry[0], count == 1 ? 1 : horizontal, count == 1 ? 1 : vertical, entry[2]);
        }
        Frame = new JpegFrame(width, height, marker == JpegMarkers.ProgressiveFrame, components);
    }

    /// <summary>A frame may leave its height to a DNL segment after the first scan.</summary>
    private readonly int FindNumberOfLines()
    {
        int found = _data[_position..].IndexOf((ReadOnlySpan<byte>)[0xFF, JpegMarkers.NumberOfLines, 0, 4]);
        return found < 0 || _position + found + 6 > _data.Length ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_data[(_position + found + 4)..]);
    }

    private void ReadScan(ReadOnlySpan<byte> body)
    {
        if (++_scans > MaxScans) throw new ImageFormatException($"JPEG: there are more than {MaxScans} scans");
        if (_scans == 1) Frame!.Rent(_data.Length - _position);
        JpegScan scan = JpegScan.Parse(body, Frame!, _dc, _ac);
        foreach (JpegComponent component in scan.Components)
        {
            if (component.Scale.Length > 0) continue;
            ushort[] table = _quantization[component.QuantizationSlot]
                ?? throw new ImageFormatException($"JPEG: quantization table {component.QuantizationSlot} is used but not defined");
            component.Scale = InverseDct.Scale(table);
        }
        var reader = new EntropyReader(_data, _position);
        scan.Decode(ref reader, Frame!, _restartInterval);
        _position = reader.Position;
    }

    private static void CheckComplete(JpegFrame frame, bool ended)
    {
        foreach (JpegComponent component in frame.Components)
        {
            if (!component.Seen) throw new ImageFormatException("truncated: the JPEG data has no scan for one of the colour components");
            if (!ended && component.Unrefined != 0) throw new ImageFormatException("truncated: the progressive JPEG data ends before its last scans");
        }
    }
}

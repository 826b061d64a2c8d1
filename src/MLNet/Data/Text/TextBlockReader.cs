using System.Text;

namespace Microsoft.ML.Data;

/// <summary>
/// Reads files into blocks of whole rows, one after the other. UTF-8 is taken as it is; UTF-16 and UTF-32 with a byte order mark are turned into it.
/// </summary>
internal sealed class TextBlockReader(IMultiStreamSource source, TextSyntax syntax, bool hasHeader, int blockSize = TextBlockReader.DefaultSize) : IDisposable
{
    public const int DefaultSize = 256 * 1024;

    private const int MaxRowLength = 256 * 1024 * 1024;

    private readonly RowScanner _scanner = new(syntax);
    private Stream? _stream;
    private string _file = "";
    private int _next;
    private bool _begins;
    private byte[] _carried = new byte[4096];
    private int _carriedLength;

    /// <summary>Fills a block with the next rows; false where there are none.</summary>
    public bool TryRead(TextBytes block)
    {
        while (_stream is not null || _next < source.Count)
        {
            if (_stream is null) Open();
            if (block.Bytes.Length < blockSize || block.Bytes.Length > 8 * blockSize) block.Bytes = new byte[blockSize];
            block.File = _file;
            block.IsFirst = _begins;
            block.HasHeader = hasHeader;
            _begins = false;
            if (Fill(block)) return true;
        }
        return false;
    }

    public void Dispose() => _stream?.Dispose();

    private void Open()
    {
        _file = source.GetPathOrNull(_next) ?? (source.Count == 1 ? "the stream" : $"stream {_next}");
        Stream stream = source.Open(_next++);
        byte[] mark = new byte[4];
        int length = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        Encoding? other = length == 4 && mark is [0xFF, 0xFE, 0, 0] ? Encoding.UTF32 : length == 4 && mark is [0, 0, 0xFE, 0xFF] ? new UTF32Encoding(true, true)
            : length >= 2 && mark is [0xFF, 0xFE, ..] ? Encoding.Unicode : length >= 2 && mark is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode : null;
        int skipped = other is not null ? other.Preamble.Length : length >= 3 && mark is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        Stream whole = new PrefixedStream(mark.AsMemory(skipped..length), stream);
        _stream = other is null ? whole : Encoding.CreateTranscodingStream(whole, other, Encoding.UTF8);
        _begins = true;
        _carriedLength = 0;
    }

    private bool Fill(TextBytes block)
    {
        _carried.AsSpan(0, _carriedLength).CopyTo(Room(block, _carriedLength));
        int length = _carriedLength, rows = 0;
        bool ended = false;
        while (true)
        {
            if (length == block.Bytes.Length)
            {
                if (length >= MaxRowLength)
                    throw new FormatException($"{_file}: a row is longer than {MaxRowLength} bytes. {(syntax.Multiline ? "Is a quote never closed? " : "")}Is this a text file?");
                Array.Resize(ref block.Bytes, length * 2);
            }
            int read = _stream!.ReadAtLeast(block.Bytes.AsSpan(length), block.Bytes.Length - length, throwOnEndOfStream: false);
            ended = read < block.Bytes.Length - length;
            length += read;
            if (ended) break;
            rows = EndOfRows(block.Bytes.AsSpan(0, length));
            if (rows > 0) break;
        }
        if (ended)
        {
            rows = length;
            _stream.Dispose();
            _stream = null;
        }
        _carriedLength = length - rows;
        if (_carried.Length < _carriedLength) _carried = new byte[_carriedLength * 2];
        block.Bytes.AsSpan(rows, _carriedLength).CopyTo(_carried);
        block.Length = rows;
        return rows > 0;
    }

    private Span<byte> Room(TextBytes block, int length)
    {
        if (block.Bytes.Length <= length) block.Bytes = new byte[Math.Max(blockSize, length * 2)];
        return block.Bytes;
    }

    private int EndOfRows(ReadOnlySpan<byte> text)
    {
        int end = 0;
        if (syntax.Multiline)
        {
            while (end < text.Length && _scanner.TryFind(text, end, isWhole: false, out RowExtent row)) end = row.Next;
            return end;
        }
        int feed = text.LastIndexOf((byte)'\n');
        if (feed >= 0) return feed + 1;
        // The last byte may be the first half of a CR LF.
        return text[..^1].LastIndexOf((byte)'\r') + 1;
    }

    /// <summary>A stream with some bytes of its start that were read already.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (_prefix.IsEmpty) return rest.Read(buffer);
            int count = Math.Min(buffer.Length, _prefix.Length);
            _prefix.Span[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}

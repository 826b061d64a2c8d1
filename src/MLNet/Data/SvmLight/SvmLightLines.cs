namespace Microsoft.ML.Data;

/// <summary>Reads text line by line, with no more in memory than one block, and knows the number of each line.</summary>
internal sealed class SvmLightLines : IDisposable
{
    private static readonly TextSyntax Lines = new(new TextLoader.Options { Separators = [' '], AllowQuoting = false, AllowSparse = false });

    private readonly TextBytes _block = new();
    private readonly RowScanner _scanner = new(Lines);
    private readonly TextBlockReader _reader;
    private int _next;
    private long _line;

    public SvmLightLines(IMultiStreamSource source) => _reader = new TextBlockReader(source, Lines, hasHeader: false);

    /// <summary>Reads the next line that is more than white space and a comment; false where there is none.</summary>
    public bool MoveTo(SvmLightRow row)
    {
        while (TryNext(out ReadOnlyMemory<byte> text))
        {
            string? fault = row.Read(text, out bool isBlank);
            if (fault is not null) throw new FormatException($"{_block.File}, line {_line}: {fault}.");
            if (!isBlank) return true;
        }
        return false;
    }

    public void Dispose() => _reader.Dispose();

    private bool TryNext(out ReadOnlyMemory<byte> text)
    {
        text = default;
        while (_next >= _block.Length)
        {
            if (!_reader.TryRead(_block)) return false;
            _next = 0;
            if (_block.IsFirst) _line = 0;
        }
        _scanner.TryFind(_block.Bytes.AsSpan(0, _block.Length), _next, isWhole: true, out RowExtent extent);
        text = _block.Bytes.AsMemory(_next..extent.End);
        _next = extent.Next;
        _line++;
        return true;
    }
}

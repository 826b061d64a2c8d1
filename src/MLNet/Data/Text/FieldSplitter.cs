using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Data;

/// <summary>
/// Cuts a row into fields. The first <see cref="DenseCount"/> of them stand at their own places; the ones after that are sparse and have an index.
/// </summary>
internal sealed class FieldSplitter(TextSyntax syntax, int inputSize)
{
    private readonly bool _simple = syntax.SeparatorsAreAscii && syntax.SeparatorBytes.Length <= 2;
    private readonly byte _first = syntax.SeparatorBytes[0][0];
    private readonly byte _second = syntax.SeparatorBytes[^1][0];
    private int[] _starts = new int[64];
    private int[] _ends = new int[64];
    private int[] _indices = new int[64];

    /// <summary>The number of fields at their own places.</summary>
    public int DenseCount { get; private set; }

    /// <summary>The number of fields, the sparse ones included.</summary>
    public int Count { get; private set; }

    /// <summary>The number of fields that the row has or says it has.</summary>
    public int SourceLimit { get; private set; }

    /// <summary>What is wrong with the row's form, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>The field whose form is wrong.</summary>
    public int FaultField { get; private set; }

    /// <summary>Field number <paramref name="field"/> within the row's bytes.</summary>
    public ReadOnlySpan<byte> this[ReadOnlySpan<byte> text, int field] => text[_starts[field].._ends[field]];

    /// <summary>The place of sparse field number <paramref name="field"/>.</summary>
    public int IndexOf(int field) => field < DenseCount ? field : _indices[field];

    /// <summary>The first of the sparse fields whose place is at least <paramref name="source"/>.</summary>
    public int LowerBound(int source)
    {
        int found = _indices.AsSpan(DenseCount, Count - DenseCount).BinarySearch(source);
        return DenseCount + (found < 0 ? ~found : found);
    }

    /// <summary>Cuts a row. Quotes that are escaped within a field are taken out in place.</summary>
    /// <param name="text">The bytes that the row lies in.</param>
    /// <param name="start">Its start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="limit">The number of fields that are needed; the ones after them are left out.</param>
    public void Split(Span<byte> text, int start, int end, int limit)
    {
        Fault = null;
        if (syntax.TrimEnd)
            while (end > start && text[end - 1] is (byte)' ' or (byte)'\t' or 0x0B or 0x0C) end--;
        ReadOnlySpan<byte> row = text[start..end];
        if (syntax.Sparse || !_simple || syntax.Quoting && row.Contains((byte)'"')) SplitCarefully(text, start, end, limit);
        else
        {
            Count = SplitSimply(row, start, limit);
            DenseCount = Count;
            SourceLimit = Count;
        }
    }

    private int SplitSimply(ReadOnlySpan<byte> row, int offset, int limit)
    {
        int count = 0, start = 0, place = 0;
        Vector256<byte> first = Vector256.Create(_first), second = Vector256.Create(_second);
        ref byte origin = ref MemoryMarshal.GetReference(row);
        for (; place + Vector256<byte>.Count <= row.Length; place += Vector256<byte>.Count)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref origin, (nuint)place);
            for (uint hits = (Vector256.Equals(bytes, first) | Vector256.Equals(bytes, second)).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                int end = place + BitOperations.TrailingZeroCount(hits);
                Add(row, count++, start, end, offset);
                if (count >= limit) return count;
                start = end + 1;
            }
        }
        for (; place < row.Length; place++)
        {
            if (row[place] != _first && row[place] != _second) continue;
            Add(row, count++, start, place, offset);
            if (count >= limit) return count;
            start = place + 1;
        }
        Add(row, count++, start, row.Length, offset);
        return count;
    }

    private void Add(ReadOnlySpan<byte> row, int field, int start, int end, int offset)
    {
        if (field >= _starts.Length) Grow();
        if (!syntax.SeparatesAtSpace)
            while (start < end && row[start] == ' ') start++;
        _starts[field] = offset + start;
        _ends[field] = offset + end;
    }

    private void Grow()
    {
        Array.Resize(ref _starts, _starts.Length * 2);
        Array.Resize(ref _ends, _ends.Length * 2);
        Array.Resize(ref _indices, _indices.Length * 2);
    }

    private void SplitCarefully(Span<byte> text, int start, int end, int limit)
    {
        SparseRow sparse = default;
        Count = DenseCount = SourceLimit = 0;
        int place = start, number = 0;
        bool more = true;
        while (more)
        {
            SkipSpaces(text, ref place, end);
            int index = syntax.Sparse ? TakeIndex(text, ref place, end) : -1;
            if (index >= 0) SkipSpaces(text, ref place, end);
            if (Count >= _starts.Length) Grow();
            bool wellFormed = TakeField(text, ref place, end, out int fieldStart, out int fieldEnd);
            if (!wellFormed) Report("a quote is not closed, or something stands after a closing quote", number);
            _starts[Count] = fieldStart;
            _ends[Count] = wellFormed ? fieldEnd : fieldStart;
            more = place < end;
            if (more) place += syntax.SeparatorAt(text, place);
            number++;
            if (index >= 0)
            {
                if (!sparse.Begun && !Begin(ref sparse, text, number - 1)) break;
                if (!Take(ref sparse, index, number - 1)) break;
                continue;
            }
            if (sparse.Begun)
            {
                Report("a plain field follows a sparse one", number - 1);
                break;
            }
            DenseCount = ++Count;
            // The field after the last needed one may be the number of sparse fields, so those rows are read to the end.
            if (!syntax.Sparse && DenseCount >= limit) break;
        }
        SourceLimit = sparse.Begun ? DenseCount + sparse.Size : DenseCount;
    }

    private bool Begin(ref SparseRow sparse, ReadOnlySpan<byte> text, int number)
    {
        int size = inputSize - DenseCount;
        if (inputSize == 0)
        {
            bool said = DenseCount > 0 && Utf8Parser.TryParse(this[text, DenseCount - 1], out size, out int read) && read == this[text, DenseCount - 1].Length && size > 0;
            if (!said)
            {
                Report("a sparse field (index:value) has no number of fields before it; turn AllowSparse off where fields have colons", number);
                return false;
            }
            // The field that holds the number gives its place to the sparse one that was just cut.
            _starts[DenseCount - 1] = _starts[Count];
            _ends[DenseCount - 1] = _ends[Count];
            Count = --DenseCount;
        }
        sparse = new SparseRow { Begun = true, Size = Math.Min(size, int.MaxValue - 1 - DenseCount), Previous = -1 };
        return true;
    }

    private bool Take(ref SparseRow sparse, int index, int number)
    {
        if (index >= sparse.Size) Report($"the index {index} of a sparse field is not below their number, {sparse.Size}", number);
        else if (index <= sparse.Previous) Report("the indices of sparse fields do not ascend", number);
        else
        {
            sparse.Previous = index;
            _indices[Count++] = DenseCount + index;
            return true;
        }
        return false;
    }

    private void SkipSpaces(ReadOnlySpan<byte> text, ref int place, int end)
    {
        if (syntax.SeparatesAtSpace) return;
        while (place < end && text[place] == ' ') place++;
    }

    private static int TakeIndex(ReadOnlySpan<byte> text, ref int place, int end)
    {
        const int MaxDigits = 9;
        int index = 0, digit = place;
        for (; digit < end && digit - place < MaxDigits && (uint)(text[digit] - '0') <= 9; digit++) index = index * 10 + (text[digit] - '0');
        if (digit == place || digit == end || text[digit] != ':') return -1;
        place = digit + 1;
        return index;
    }

    private bool TakeField(Span<byte> text, ref int place, int end, out int fieldStart, out int fieldEnd)
    {
        if (place < end && syntax.Quoting && text[place] == '"')
        {
            fieldStart = ++place;
            bool closed = TakeQuoted(text, ref place, end, out fieldEnd);
            while (place < end && syntax.SeparatorAt(text, place) == 0)
                if (text[place++] != ' ') closed = false;
            return closed;
        }
        fieldStart = place;
        while (place < end && syntax.SeparatorAt(text, place) == 0) place++;
        fieldEnd = place;
        return true;
    }

    private bool TakeQuoted(Span<byte> text, ref int place, int end, out int fieldEnd)
    {
        int target = place;
        bool doubled = syntax.Escape == '"';
        for (; place < end; place++)
        {
            byte character = text[place];
            if (character == '"' && !(doubled && place + 1 < end && text[place + 1] == '"'))
            {
                place++;
                fieldEnd = target;
                return true;
            }
            if (character == '"') place++;
            else if (!doubled && character == syntax.Escape && place + 1 < end)
            {
                // Before anything but a quote, the escape character stays.
                if (text[place + 1] != '"') text[target++] = character;
                character = text[++place];
            }
            else if (character == '\r')
            {
                if (place + 1 < end && text[place + 1] == '\n') place++;
                character = (byte)'\n';
            }
            text[target++] = character;
        }
        fieldEnd = target;
        return false;
    }

    private void Report(string fault, int field)
    {
        if (Fault is not null) return;
        Fault = fault;
        FaultField = field;
    }

    private struct SparseRow
    {
        public bool Begun;
        public int Size;
        public int Previous;
    }
}

using System.Text;

namespace Microsoft.ML.Data;

/// <summary>A value or a row that could not be read as its column wants it.</summary>
/// <param name="Line">Its line, counted from the block's first.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="IsValue">Whether one value is missing now; otherwise the form of the row is wrong.</param>
internal sealed record TextFault(int Line, string Message, bool IsValue);

/// <summary>Whole rows of a file.</summary>
internal class TextBytes
{
    /// <summary>The bytes of the rows; only the first <see cref="Length"/> count.</summary>
    public byte[] Bytes = [];

    public int Length;

    /// <summary>The path of the file, or what stands for it.</summary>
    public string File = "";

    /// <summary>Whether these are the first rows of their file.</summary>
    public bool IsFirst;

    /// <summary>Whether the first row that is no comment names the fields.</summary>
    public bool HasHeader;
}

/// <summary>
/// Whole rows of a file and what was read from them. Blocks are independent of each other, so that they can be parsed at the same time, and used again.
/// </summary>
internal sealed class TextBlock : TextBytes
{
    private const int MaxFaults = 10;
    private const int MaxShown = 60;

    private readonly RowScanner _scanner;
    private readonly FieldSplitter _fields;
    private readonly int _fieldsNeeded;
    private int _line;

    public TextBlock(TextLoader loader, bool[] active)
    {
        _scanner = new RowScanner(loader.Syntax);
        _fields = new FieldSplitter(loader.Syntax, loader.InputSize);
        Columns = [.. loader.Columns.Select((column, i) => active[i] ? TextColumnBlock.Create(column, loader.Syntax) : null)];
        _fieldsNeeded = Columns.All(column => column is null) ? 1 : loader.Columns.Where((_, i) => active[i]).Max(column => column.FieldsNeeded);
    }

    /// <summary>The columns that are read; null for the others.</summary>
    public TextColumnBlock?[] Columns { get; }

    public int RowCount { get; private set; }

    public int LineCount { get; private set; }

    public List<TextFault> Faults { get; } = [];

    public long BadValues { get; private set; }

    public long BadRows { get; private set; }

    /// <summary>The fault that the rows end at, or null.</summary>
    public TextFault? Fatal { get; private set; }

    /// <summary>Reads the rows.</summary>
    public void Parse()
    {
        RowCount = LineCount = 0;
        BadValues = BadRows = 0;
        Fatal = null;
        Faults.Clear();
        foreach (TextColumnBlock? column in Columns) column?.Clear();
        Span<byte> text = Bytes.AsSpan(0, Length);
        bool begins = IsFirst, header = IsFirst && HasHeader;
        for (int start = 0; start < text.Length && Fatal is null;)
        {
            _scanner.TryFind(text, start, isWhole: true, out RowExtent row);
            _line = LineCount;
            LineCount += row.Lines;
            bool skipped = row.End == start || begins && text[start] == '#' || text[start] == '/' && row.End > start + 1 && text[start + 1] == '/';
            if (!skipped)
            {
                if (header) header = false;
                else Parse(text, start, row.End);
                begins = false;
            }
            start = row.Next;
        }
    }

    /// <summary>Notes a value that could not be read; false where the row cannot do without it.</summary>
    public bool Report(TextColumn column, int source, int slot, ReadOnlySpan<byte> text, bool isFatal)
    {
        if (!isFatal && ++BadValues > MaxFaults) return true;
        string shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxShown)]) + (text.Length > MaxShown ? "…" : "");
        string place = slot < 0 ? $"column '{column.Name}'" : $"slot {slot} of column '{column.Name}'";
        string advice = isFatal ? ", which has no missing value. Correct the file, or load the column as String" : "; it is missing now";
        TextFault fault = new(_line, $"{place} (field {source}): '{shown}' is no {Expected(column.ItemType)}{advice}.", true);
        if (isFatal) Fatal = fault;
        else Faults.Add(fault);
        return !isFatal;
    }

    private void Parse(Span<byte> text, int start, int end)
    {
        _fields.Split(text, start, end, _fieldsNeeded);
        if (_fields.Fault is not null && ++BadRows <= MaxFaults)
            Faults.Add(new TextFault(_line, $"field {_fields.FaultField}: {_fields.Fault}.", false));
        foreach (TextColumnBlock? column in Columns)
            if (column?.Parse(this, text, _fields) == false) return;
        RowCount++;
    }

    private static string Expected(PrimitiveDataViewType type)
        => type is KeyDataViewType key ? $"key from 0 to {key.Count - 1}" : type is NumberDataViewType ? $"number of type {type}" : $"value of type {type}";
}

using System.Buffers;

namespace Microsoft.ML.Data;

/// <summary>Where a row lies among the bytes of a file.</summary>
/// <param name="End">The end of its content.</param>
/// <param name="Next">The start of the row after it.</param>
/// <param name="Lines">The number of lines it takes.</param>
internal readonly record struct RowExtent(int End, int Next, int Lines);

/// <summary>
/// Finds the ends of rows. A row is a line, which ends in LF, CR or both; where fields in quotes may hold ends of lines, it is as many lines as its quotes need.
/// </summary>
internal sealed class RowScanner(TextSyntax syntax)
{
    private static readonly SearchValues<byte> Ends = SearchValues.Create("\r\n"u8);

    private readonly SearchValues<byte> _stops = SearchValues.Create([.. syntax.SeparatorBytes.Select(separator => separator[0]), (byte)'\r', (byte)'\n']);
    private readonly SearchValues<byte> _quotes = SearchValues.Create([(byte)'"', syntax.Escape, (byte)'\r', (byte)'\n']);

    /// <summary>Finds the row that starts at <paramref name="start"/>; false where the bytes may end before it does.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="start">The row's first byte.</param>
    /// <param name="isWhole">Whether nothing comes after these bytes, so that their end ends the row.</param>
    /// <param name="row">The row.</param>
    public bool TryFind(ReadOnlySpan<byte> text, int start, bool isWhole, out RowExtent row)
    {
        if (!syntax.Multiline || text[start..].StartsWith("//"u8)) return TryEnd(text, start, 1, isWhole, out row);
        int place = start, lines = 1;
        while (place < text.Length)
        {
            if (!syntax.SeparatesAtSpace)
                while (place < text.Length && text[place] == ' ') place++;
            if (place < text.Length && text[place] == '"')
            {
                if (!TrySkipQuoted(text, ref place, ref lines, isWhole)) break;
            }
            int stop = text[place..].IndexOfAny(_stops);
            if (stop < 0) break;
            place += stop;
            if (text[place] is (byte)'\r' or (byte)'\n') return TryEnd(text, place, lines, isWhole, out row);
            place += Math.Max(1, syntax.SeparatorAt(text, place));
        }
        row = new RowExtent(text.Length, text.Length, lines);
        return isWhole;
    }

    private bool TrySkipQuoted(ReadOnlySpan<byte> text, ref int place, ref int lines, bool isWhole)
    {
        for (place++; place < text.Length;)
        {
            int found = text[place..].IndexOfAny(_quotes);
            if (found < 0) break;
            place += found;
            byte character = text[place++];
            if (character is (byte)'\r' or (byte)'\n')
            {
                if (character == '\n' || place < text.Length && text[place] != '\n') lines++;
            }
            else if (character == syntax.Escape && syntax.Escape != '"') place++;
            else if (syntax.Escape != '"') return true;
            else if (place == text.Length) return isWhole;
            else if (text[place] != '"') return true;
            else place++;
        }
        place = text.Length;
        return false;
    }

    private static bool TryEnd(ReadOnlySpan<byte> text, int start, int lines, bool isWhole, out RowExtent row)
    {
        int found = text[start..].IndexOfAny(Ends);
        if (found < 0)
        {
            row = new RowExtent(text.Length, text.Length, lines);
            return isWhole;
        }
        int end = start + found;
        // A CR at the very end may be the first half of a CR LF.
        if (text[end] == '\r' && end + 1 == text.Length && !isWhole)
        {
            row = default;
            return false;
        }
        row = new RowExtent(end, end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1), lines);
        return true;
    }
}

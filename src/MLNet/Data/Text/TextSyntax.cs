using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How lines of text are cut into fields and fields are read, checked and in bytes.</summary>
internal sealed class TextSyntax
{
    public TextSyntax(TextLoader.Options options)
    {
        char[] separators = [.. (options.Separators ?? []).Distinct()];
        if (separators.Length == 0) throw new ArgumentException("At least one separator is needed between the fields of a line.", nameof(options));
        foreach (char separator in separators)
        {
            if (separator is < ' ' and not '\t' or >= '0' and <= '9' or '"' || char.IsSurrogate(separator))
                throw new ArgumentException($"'{Shown(separator)}' cannot separate fields: it has another meaning in the file.", nameof(options));
            if (separator == ':' && options.AllowSparse)
                throw new ArgumentException("A colon cannot separate fields where sparse fields (index:value) are allowed.", nameof(options));
            if (separator == options.EscapeChar)
                throw new ArgumentException($"'{separator}' cannot be separator and escape character at once.", nameof(options));
        }
        if (options.DecimalMarker is not ('.' or ','))
            throw new ArgumentException($"The decimal marker is a point or a comma, not '{Shown(options.DecimalMarker)}'.", nameof(options));
        if (options.DecimalMarker == ',' && !options.AllowQuoting && separators.Contains(','))
            throw new ArgumentException("Where the comma is both separator and decimal marker, quoting must be allowed.", nameof(options));
        if (options.EscapeChar is < ' ' or > '~')
            throw new ArgumentException($"'{Shown(options.EscapeChar)}' cannot be the escape character: use one of ASCII.", nameof(options));
        Separators = separators;
        SeparatorBytes = [.. separators.Select(separator => Encoding.UTF8.GetBytes([separator]))];
        SeparatesAtSpace = separators.Contains(' ');
        Quoting = options.AllowQuoting;
        Sparse = options.AllowSparse;
        TrimEnd = options.TrimWhitespace;
        Multiline = options.AllowQuoting && options.ReadMultilines;
        MissingRealsAsNaN = options.MissingRealsAsNaNs;
        DecimalMarker = (byte)options.DecimalMarker;
        Escape = (byte)options.EscapeChar;
    }

    public IReadOnlyList<char> Separators { get; }

    public byte[][] SeparatorBytes { get; }

    /// <summary>Whether every separator is one byte.</summary>
    public bool SeparatorsAreAscii => Separators.All(char.IsAscii);

    public bool SeparatesAtSpace { get; }

    public bool Quoting { get; }

    public bool Sparse { get; }

    public bool TrimEnd { get; }

    public bool Multiline { get; }

    public bool MissingRealsAsNaN { get; }

    public byte DecimalMarker { get; }

    public byte Escape { get; }

    /// <summary>The length of the separator that starts at <paramref name="place"/>, or 0.</summary>
    public int SeparatorAt(ReadOnlySpan<byte> text, int place)
    {
        foreach (byte[] separator in SeparatorBytes)
            if (text[place] == separator[0] && (separator.Length == 1 || text[place..].StartsWith(separator))) return separator.Length;
        return 0;
    }

    private static string Shown(char character) => char.IsControl(character) ? $"\\u{(int)character:x4}" : character.ToString();
}

using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Turns text into the keys of its characters, which are their codes.</summary>
public sealed class TokenizingByCharactersEstimator : TrivialEstimator<TokenizingByCharactersTransformer>
{
    internal TokenizingByCharactersEstimator(IReadOnlyList<InputOutputColumnPair> columns, bool useMarkerCharacters = true)
        : base(new TokenizingByCharactersTransformer(columns, useMarkerCharacters)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = TextColumns.Check(inputSchema, pair.InputColumnName, TokenizingByCharactersTransformer.Kind);
            return new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt16, true, new SchemaShape(
                [new(AnnotationNames.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false),
                .. input.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames)]));
        }));
    }
}

/// <summary>Turns text into the keys of its characters; made by <see cref="TokenizingByCharactersEstimator"/>.</summary>
public sealed class TokenizingByCharactersTransformer : OneToOneTransformerBase
{
    internal const string Kind = "TokenizeIntoCharacters";

    private const char Start = '\u0002';
    private const char End = '\u0003';

    private readonly bool _mark;

    internal TokenizingByCharactersTransformer(IReadOnlyList<InputOutputColumnPair> columns, bool mark) : base(columns) => _mark = mark;

    internal static TokenizingByCharactersTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Flag("mark"));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("mark", _mark);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        TextColumns.Check(input, Kind);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(AnnotationNames.KeyValues, new VectorDataViewType(TextDataViewType.Instance, CharacterNames.Count),
            (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(CharacterNames.All, 0, ref value, CharacterNames.Count));
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(new KeyDataViewType(typeof(ushort), CharacterNames.Count)), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => TextColumns.Lister<ushort>(row, input, Add);

    private void Add(ReadOnlyMemory<char> text, List<ushort> keys)
    {
        if (text.IsEmpty) return;
        if (_mark) keys.Add(Start);
        foreach (char letter in text.Span) keys.Add(letter);
        if (_mark) keys.Add(End);
    }
}

/// <summary>How characters are written where they stand for keys: those that cannot be seen as their names between angle brackets.</summary>
internal static class CharacterNames
{
    /// <summary>The number of characters with a key: all but the one of code 0.</summary>
    public const int Count = char.MaxValue;

    // ISO 6429's abbreviations of the control characters U+0080 to U+009F.
    private static readonly string[] Controls = ("PAD HOP BPH NBH IND NEL SSA ESA HTS HTJ VTS PLD PLU RI SS2 SS3 "
        + "DCS PU1 PU2 STS CCH MW SPA EPA SOS SGCI SCI CSI ST OSC PM APC").Split(' ');

    private static readonly Lazy<ReadOnlyMemory<char>[]> Names = new(() => [.. Enumerable.Range(1, Count).Select(code => Of((char)code).AsMemory())]);

    /// <summary>The names of the characters from code 1 on.</summary>
    public static ReadOnlyMemory<char>[] All => Names.Value;

    private static string Of(char letter) => letter switch
    {
        // Unicode has a picture of each control character, and of the space.
        <= ' ' => $"<{(char)(letter + '\u2400')}>",
        '\u007F' => "<\u2421>",
        >= '\u0080' and <= '\u009F' => $"<{Controls[letter - '\u0080']}>",
        '\u2028' => "<LSEP>",
        '\u2029' => "<PSEP>",
        _ when char.IsSurrogate(letter) => $"\\u{(int)letter:X4}",
        _ => letter.ToString(),
    };
}

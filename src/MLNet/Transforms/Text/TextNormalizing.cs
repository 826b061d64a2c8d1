using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Brings text to one case and takes diacritics, punctuation and numbers out.</summary>
public sealed class TextNormalizingEstimator : TrivialEstimator<TextNormalizingTransformer>
{
    internal TextNormalizingEstimator(IReadOnlyList<InputOutputColumnPair> columns, CaseMode caseMode, bool keepDiacritics, bool keepPunctuations, bool keepNumbers)
        : base(new TextNormalizingTransformer(columns, caseMode, keepDiacritics, keepPunctuations, keepNumbers)) { }

    /// <summary>What happens to the case of letters.</summary>
    public enum CaseMode
    {
        /// <summary>Letters become small.</summary>
        Lower = 0,

        /// <summary>Letters become capital.</summary>
        Upper = 1,

        /// <summary>Letters stay as they are.</summary>
        None = 2,
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair => new SchemaShape.Column(pair.OutputColumnName,
            TextColumns.Check(inputSchema, pair.InputColumnName, TextNormalizingTransformer.Kind).Kind == SchemaShape.Column.VectorKind.Scalar
                ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.VariableVector, TextDataViewType.Instance, false)));
    }
}

/// <summary>Normalizes text; made by <see cref="TextNormalizingEstimator"/>. Texts of a vector that become empty are left out.</summary>
public sealed class TextNormalizingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "NormalizeText";

    private readonly TextNormalizingEstimator.CaseMode _case;
    private readonly bool _keepDiacritics;
    private readonly bool _keepPunctuations;
    private readonly bool _keepNumbers;

    internal TextNormalizingTransformer(IReadOnlyList<InputOutputColumnPair> columns, TextNormalizingEstimator.CaseMode caseMode, bool keepDiacritics, bool keepPunctuations, bool keepNumbers)
        : base(columns)
    {
        if (!Enum.IsDefined(caseMode)) throw new ArgumentOutOfRangeException(nameof(caseMode), caseMode, "There is no such case mode.");
        _case = caseMode;
        _keepDiacritics = keepDiacritics;
        _keepPunctuations = keepPunctuations;
        _keepNumbers = keepNumbers;
    }

    internal static TextNormalizingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Choice<TextNormalizingEstimator.CaseMode>("case"),
        reader.Flag("keepDiacritics"), reader.Flag("keepPunctuations"), reader.Flag("keepNumbers"));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("case", _case.ToString());
        writer.Set("keepDiacritics", _keepDiacritics);
        writer.Set("keepPunctuations", _keepPunctuations);
        writer.Set("keepNumbers", _keepNumbers);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
        => new(Columns[pair].OutputColumnName, TextColumns.Check(input, Kind).Type is VectorDataViewType ? new VectorDataViewType(TextDataViewType.Instance) : input.Type);

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        StringBuilder buffer = new();
        if (input.Type is VectorDataViewType)
            return TextColumns.Lister<ReadOnlyMemory<char>>(row, input, (text, list) =>
            {
                ReadOnlyMemory<char> normalized = Normalize(text, buffer);
                if (!normalized.IsEmpty) list.Add(normalized);
            });
        ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> source = default;
        return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
        {
            get(ref source);
            value = Normalize(source, buffer);
        });
    }

    // A text in which nothing changes is passed on as it is.
    private ReadOnlyMemory<char> Normalize(ReadOnlyMemory<char> text, StringBuilder buffer)
    {
        ReadOnlySpan<char> letters = text.Span;
        int kept = 0;
        while (kept < letters.Length && !IsDropped(letters[kept]) && Map(letters[kept]) == letters[kept]) kept++;
        if (kept == letters.Length) return text;
        buffer.Clear().Append(letters[..kept]);
        foreach (char letter in letters[kept..])
            if (!IsDropped(letter)) buffer.Append(Map(letter));
        return buffer.ToString().AsMemory();
    }

    private bool IsDropped(char letter) => !_keepPunctuations && char.IsPunctuation(letter) || !_keepNumbers && char.IsNumber(letter)
        || !_keepDiacritics && Diacritics.IsMark(letter);

    private char Map(char letter)
    {
        if (!_keepDiacritics) letter = Diacritics.Without(letter);
        return _case switch
        {
            TextNormalizingEstimator.CaseMode.Lower => char.ToLowerInvariant(letter),
            TextNormalizingEstimator.CaseMode.Upper => char.ToUpperInvariant(letter),
            _ => letter,
        };
    }
}

using System.Globalization;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Writes text such as <c>cat:2;dog</c> out as <c>cat cat dog</c>.</summary>
internal sealed class TermExpandingEstimator(IReadOnlyList<InputOutputColumnPair> columns, char termSeparator, char freqSeparator)
    : TrivialEstimator<TermExpandingTransformer>(new TermExpandingTransformer(columns, termSeparator, freqSeparator))
{
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => inputSchema.With(Transformer.Columns.Select(pair => TermExpandingTransformer.Check(inputSchema.Get(pair.InputColumnName, TermExpandingTransformer.Kind)).Renamed(pair.OutputColumnName)));
}

internal sealed class TermExpandingTransformer(IReadOnlyList<InputOutputColumnPair> columns, char termSeparator, char freqSeparator) : OneToOneTransformerBase(columns)
{
    public const string Kind = "ExpandTerms";

    // A frequency beyond this is a fault of the data, and would take memory without bound.
    private const int MostRepetitions = 1_000_000;

    public static SchemaShape.Column Check(SchemaShape.Column input) => input is { ItemType: TextDataViewType, Kind: SchemaShape.Column.VectorKind.Scalar }
        ? new SchemaShape.Column(input.Name, input.Kind, input.ItemType, false) : throw InputColumn.Mismatch(Kind, input.Name, "text", input.TypeText);

    public static TermExpandingTransformer Load(ModelReader reader) => reader.Guard(() => new TermExpandingTransformer(reader.Columns(), char.Parse(reader.Text("termSeparator")), char.Parse(reader.Text("freqSeparator"))));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("termSeparator", termSeparator.ToString());
        writer.Set("freqSeparator", freqSeparator.ToString());
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input) => input.Type is TextDataViewType
        ? new(Columns[pair].OutputColumnName, input.Type) : throw InputColumn.Mismatch(Kind, input.Name, "text", input.Type.ToString()!);

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> source = default;
        StringBuilder text = new();
        return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
        {
            get(ref source);
            text.Clear();
            foreach (string term in source.ToString().Split(termSeparator))
            {
                string[] parts = term.Split(freqSeparator);
                int count = 1;
                if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out count) || count > MostRepetitions))
                    throw new FormatException($"Row {row.Position}, column '{input.Name}': '{term}' should be a term, '{freqSeparator}' and how often it occurs (at most {MostRepetitions} times).");
                for (int i = 0; i < count; i++) text.Append(parts[0]).Append(' ');
            }
            value = text.ToString().AsMemory();
        });
    }
}

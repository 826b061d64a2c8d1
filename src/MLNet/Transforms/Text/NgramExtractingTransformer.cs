using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>The n-grams of a column and their weights.</summary>
internal sealed class NgramSlots(int length, int skip, NgramExtractingEstimator.WeightingCriteria weighting, NgramTable table, float[]? inverseFrequencies)
{
    public NgramTable Table => table;

    public static NgramSlots Read(ModelReader reader) => reader.Guard(() =>
    {
        int length = reader.Int("length"), skip = reader.Int("skip");
        NgramReader.Check(length, skip);
        NgramTable table = new();
        int[] lengths = reader.Ints("lengths");
        ReadOnlySpan<uint> keys = ValueFormat.ReadAll<uint>(reader.Node("keys"));
        foreach (int count in lengths)
        {
            if (count < 1 || count > keys.Length || table.Find(keys[..count]) >= 0) throw new FormatException("the n-grams and their lengths do not go together");
            table.Add(keys[..count]);
            keys = keys[count..];
        }
        NgramExtractingEstimator.WeightingCriteria weighting = reader.Choice<NgramExtractingEstimator.WeightingCriteria>("weighting");
        float[]? weights = weighting == NgramExtractingEstimator.WeightingCriteria.Tf ? null : ValueFormat.ReadAll<float>(reader.Node("inverseFrequencies"));
        if (table.Count == 0 || weights is not null && weights.Length != table.Count) throw new FormatException("the n-grams and their weights do not go together");
        return new NgramSlots(length, skip, weighting, table, weights);
    });

    public void Write(ModelWriter writer)
    {
        writer.Set("length", length);
        writer.Set("skip", skip);
        writer.Set("weighting", weighting.ToString());
        writer.Set("lengths", ValueFormat.WriteAll<int>([.. Enumerable.Range(0, table.Count).Select(number => table[number].Length)]));
        List<uint> keys = [];
        for (int number = 0; number < table.Count; number++) keys.AddRange(table[number]);
        writer.Set("keys", ValueFormat.WriteAll<uint>([.. keys]));
        if (inverseFrequencies is not null) writer.Set("inverseFrequencies", ValueFormat.WriteAll<float>(inverseFrequencies));
    }

    /// <summary>The names of the n-grams: the values of their keys with bars between, a star for a missing one.</summary>
    public ReadOnlyMemory<char>[] Names(DataViewSchema.Column keys)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        keys.GetKeyValues(ref values);
        string[] texts = ["*", .. values.DenseValues().Select(value => value.ToString())];
        ReadOnlyMemory<char>[] names = new ReadOnlyMemory<char>[table.Count];
        for (int number = 0; number < names.Length; number++)
        {
            string[] parts = [.. table[number].ToArray().Select(key => texts[key < texts.Length ? key : 0])];
            names[number] = (parts is [string only] ? only : string.Join('|', parts)).AsMemory();
        }
        return names;
    }

    public ValueGetter<VBuffer<float>> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        Func<ReadOnlySpan<uint>> read = KeySequences.Reader(row, column);
        NgramReader reader = new(length, skip);
        SlotCounter counter = new();
        bool once = weighting == NgramExtractingEstimator.WeightingCriteria.Idf;
        NgramReader.Visitor visit = ngram =>
        {
            int number = table.Find(ngram);
            if (number >= 0) counter.Add(number);
        };
        return (ref VBuffer<float> value) =>
        {
            counter.Clear();
            reader.Read(read(), visit);
            counter.Write(ref value, table.Count, inverseFrequencies, once);
        };
    }
}

/// <summary>Turns vectors of keys into counts of n-grams; made by <see cref="NgramExtractingEstimator"/>. The slots are named after the n-grams.</summary>
public sealed class NgramExtractingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ProduceNgrams";
    internal const string Expected = "a vector of keys";

    private readonly NgramSlots[] _slots;

    internal NgramExtractingTransformer(IReadOnlyList<InputOutputColumnPair> columns, NgramSlots[] slots) : base(columns) => _slots = slots;

    internal static NgramExtractingTransformer Load(ModelReader reader) => new(reader.Columns(), [.. reader.Children(ModelWriter.ColumnsName).Select(NgramSlots.Read)]);

    internal static DataViewSchema.Column Check(DataViewSchema.Column input)
        => input.Type is VectorDataViewType { ItemType: KeyDataViewType } ? input : throw InputColumn.Mismatch(Kind, input.Name, Expected, input.Type.ToString()!);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.EachColumn((column, i) => _slots[i].Write(column));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        Check(input);
        NgramSlots slots = _slots[pair];
        DataViewSchema.Annotations.Builder annotations = new();
        if (input.HasKeyValues()) annotations.AddTexts(AnnotationNames.SlotNames, slots.Table.Count, () => slots.Names(input));
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, slots.Table.Count), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => _slots[pair].Getter(row, input);
}

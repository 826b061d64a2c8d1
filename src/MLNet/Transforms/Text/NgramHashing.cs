using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>How n-grams are hashed into the slots of a vector.</summary>
internal sealed record NgramHashRule
{
    public NgramHashRule(int bits, int length, int skip, bool allLengths, uint seed, bool ordered, int maximumNumberOfInverts, bool rehashUnigrams)
    {
        NgramReader.Check(length, skip);
        if (bits is < 1 or > 30) throw new ArgumentOutOfRangeException("numberOfBits", bits, "A hash of n-grams has 1 to 30 bits.");
        if (maximumNumberOfInverts < -1) throw new ArgumentOutOfRangeException(nameof(maximumNumberOfInverts), maximumNumberOfInverts, "Keep -1 (all), 0 (no) or more n-grams for each slot.");
        (Bits, Length, Skip, AllLengths, Seed, Ordered, Inverts, RehashUnigrams) = (bits, length, skip, allLengths, seed, ordered, maximumNumberOfInverts, rehashUnigrams);
    }

    public int Bits { get; }
    public int Length { get; }
    public int Skip { get; }
    public bool AllLengths { get; }
    public uint Seed { get; }
    public bool Ordered { get; }
    public int Inverts { get; }
    public bool RehashUnigrams { get; }

    public int Size => 1 << Bits;

    /// <summary>The slot of an n-gram of column number <paramref name="column"/>, or -1 where n-grams of its length are left out.</summary>
    public int SlotOf(ReadOnlySpan<uint> ngram, int column)
    {
        if (!AllLengths && ngram.Length < Length) return -1;
        // Keys of single items are hashes already, as a rule.
        uint hash = ngram.Length == 1 && !RehashUnigrams ? ngram[0] : MurmurHash.OfKeys(Seed, ngram);
        if (Ordered) hash = MurmurHash.Finish(column > 0 ? MurmurHash.Round(hash, (uint)column) : hash);
        return (int)(hash & (uint)(Size - 1));
    }
}

/// <summary>Turns vectors of keys into counts of n-grams by hashing them: nothing is learned, and different n-grams may fall on the same slot.</summary>
public sealed class NgramHashingEstimator : IEstimator<NgramHashingTransformer>
{
    private readonly string _output;
    private readonly string[] _inputs;
    private readonly string[] _names;
    private readonly NgramHashRule _rule;

    internal NgramHashingEstimator(string output, string[] inputs, NgramHashRule rule, string[]? names = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        if (inputs.Length == 0) throw new ArgumentException("There must be at least one column of keys.", nameof(inputs));
        _output = output;
        _inputs = inputs;
        _names = names ?? inputs;
        _rule = rule;
    }

    /// <inheritdoc/>
    public NgramHashingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = [.. _inputs.Select(name => NgramHashingTransformer.Check(InputColumn.Get(input.Schema, name, NgramHashingTransformer.Kind)))];
        if (_rule.Inverts == 0) return new NgramHashingTransformer(_output, _inputs, _rule, null);
        HashInversion.Builder builder = new(_rule.Size, _rule.Inverts);
        using DataViewRowCursor cursor = input.GetRowCursor(columns.DistinctBy(column => column.Index));
        Func<ReadOnlySpan<uint>>[] readers = [.. columns.Select(column => KeySequences.Reader(cursor, column))];
        Func<uint, string>[] texts = [.. columns.Select(KeyTexts)];
        NgramReader reader = new(_rule.Length, _rule.Skip);
        while (cursor.MoveNext())
            for (int i = 0; i < readers.Length; i++)
            {
                int column = i;
                reader.Read(readers[i](), ngram =>
                {
                    int slot = _rule.SlotOf(ngram, column);
                    if (slot >= 0) builder.Add(slot, (columns.Length > 1 ? _names[column] + ":" : "") + string.Join('|', ngram.ToArray().Select(texts[column])));
                });
            }
        return new NgramHashingTransformer(_output, _inputs, _rule, builder.Build());
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string name in _inputs)
        {
            SchemaShape.Column input = inputSchema.Get(name, NgramHashingTransformer.Kind);
            if (input.Kind == SchemaShape.Column.VectorKind.Scalar || !input.IsKey) throw InputColumn.Mismatch(NgramHashingTransformer.Kind, name, NgramExtractingTransformer.Expected, input.TypeText);
        }
        return inputSchema.With(new SchemaShape.Column(_output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
            new SchemaShape(_rule.Inverts == 0 ? [] : [new(AnnotationNames.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false)])));
    }

    private static Func<uint, string> KeyTexts(DataViewSchema.Column column)
    {
        if (!column.HasKeyValues()) return static key => key == 0 ? "" : key.ToString();
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);
        return key => key == 0 ? "" : values.GetItemOrDefault((int)key - 1).ToString();
    }
}

/// <summary>Turns vectors of keys into counts of hashed n-grams; made by <see cref="NgramHashingEstimator"/>.</summary>
public sealed class NgramHashingTransformer : RowToRowTransformerBase
{
    internal const string Kind = "ProduceHashedNgrams";

    private readonly string _output;
    private readonly string[] _inputs;
    private readonly NgramHashRule _rule;
    private readonly HashInversion? _inversion;

    internal NgramHashingTransformer(string output, string[] inputs, NgramHashRule rule, HashInversion? inversion)
    {
        _output = output;
        _inputs = inputs;
        _rule = rule;
        _inversion = inversion;
    }

    internal static DataViewSchema.Column Check(DataViewSchema.Column input) => input.Type is VectorDataViewType { ItemType: KeyDataViewType } ? input
        : throw InputColumn.Mismatch(Kind, input.Name, NgramExtractingTransformer.Expected, input.Type.ToString()!);

    internal static NgramHashingTransformer Load(ModelReader reader) => reader.Guard(() => new NgramHashingTransformer(reader.Text("output"), reader.Texts("inputs"),
        new NgramHashRule(reader.Int("bits"), reader.Int("length"), reader.Int("skip"), reader.Flag("allLengths"), reader.Value<uint>("seed"), reader.Flag("ordered"), 0, reader.Flag("rehashUnigrams")),
        HashInversion.Read(reader)));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Set("output", _output);
        writer.Texts("inputs", _inputs);
        writer.Set("bits", _rule.Bits);
        writer.Set("length", _rule.Length);
        writer.Set("skip", _rule.Skip);
        writer.Set("allLengths", _rule.AllLengths);
        writer.Set("seed", _rule.Seed);
        writer.Set("ordered", _rule.Ordered);
        writer.Set("rehashUnigrams", _rule.RehashUnigrams);
        _inversion?.Write(writer);
    }

    private protected override RowMapping Bind(DataViewSchema input)
    {
        DataViewSchema.Column[] columns = [.. _inputs.Select(name => Check(InputColumn.Get(input, name, Kind)))];
        DataViewSchema.Annotations.Builder annotations = new();
        _inversion?.Annotate(annotations, AnnotationNames.SlotNames);
        return new Mapping(input, new DataViewSchema.DetachedColumn(_output, new VectorDataViewType(NumberDataViewType.Single, _rule.Size), annotations.ToAnnotations()), columns, _rule);
    }

    private sealed class Mapping(DataViewSchema input, DataViewSchema.DetachedColumn output, DataViewSchema.Column[] columns, NgramHashRule rule)
        : RowMapping(input, [new MappedColumn(output, [.. columns.Select(column => column.Index)])])
    {
        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active[0]) return [null];
            Func<ReadOnlySpan<uint>>[] readers = [.. columns.Select(column => KeySequences.Reader(row, column))];
            NgramReader reader = new(rule.Length, rule.Skip);
            SlotCounter counter = new();
            NgramReader.Visitor[] visitors = [.. columns.Select((_, i) => (NgramReader.Visitor)(ngram =>
            {
                int slot = rule.SlotOf(ngram, i);
                if (slot >= 0) counter.Add(slot);
            }))];
            return [(ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                counter.Clear();
                for (int i = 0; i < readers.Length; i++) reader.Read(readers[i](), visitors[i]);
                counter.Write(ref value, rule.Size);
            })];
        }
    }
}

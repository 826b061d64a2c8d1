using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Turns values into keys by hashing them (MurmurHash3): nothing is learned, and different values may get the same key.</summary>
public sealed class HashingEstimator : IEstimator<HashingTransformer>
{
    internal const uint DefaultSeed = 314489979;

    private readonly ColumnOptions[] _columns;

    internal HashingEstimator(params ColumnOptions[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (ColumnOptions column in columns) column.Check();
        _columns = columns;
    }

    /// <inheritdoc/>
    public HashingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        HashingTransformer plain = new([.. _columns.Select(column => new HashedColumn(column, null))]);
        plain.GetOutputSchema(input.Schema);
        int[] inverted = [.. Enumerable.Range(0, _columns.Length).Where(i => _columns[i].MaximumNumberOfInverts != 0)];
        if (inverted.Length == 0) return plain;
        HashInversion?[] inversions = new HashInversion?[_columns.Length];
        using DataViewRowCursor cursor = input.GetRowCursor(inverted.Select(i => input.Schema[_columns[i].InputColumnName]).DistinctBy(column => column.Index));
        (HashInversion.Builder Builder, Action Read)[] readers = [.. inverted.Select(i => plain.Inverter(i, cursor))];
        while (cursor.MoveNext())
            foreach ((_, Action read) in readers) read();
        for (int i = 0; i < inverted.Length; i++) inversions[inverted[i]] = readers[i].Builder.Build();
        return new HashingTransformer([.. _columns.Select((column, i) => new HashedColumn(column, inversions[i]))]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(column =>
        {
            SchemaShape.Column input = inputSchema.Get(column.InputColumnName, HashingTransformer.Kind);
            if (!HashingTransformer.Fits(input.ItemType)) throw InputColumn.Mismatch(HashingTransformer.Kind, input.Name, HashingTransformer.Expected, input.TypeText);
            List<SchemaShape.Column> annotations = [];
            if (!column.Combine && input.Annotations.Find(AnnotationNames.SlotNames) is { } names) annotations.Add(names);
            if (column.MaximumNumberOfInverts != 0) annotations.Add(new(AnnotationNames.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
            return new SchemaShape.Column(column.Name, column.Combine ? SchemaShape.Column.VectorKind.Scalar : input.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }));
    }

    /// <summary>How one column is hashed.</summary>
    public sealed class ColumnOptions
    {
        /// <summary>Makes the options.</summary>
        /// <param name="name">The new column.</param>
        /// <param name="inputColumnName">The column to hash; null for the new column's name.</param>
        /// <param name="numberOfBits">The number of bits of the hash, 1 to 31: there are 2^bits keys.</param>
        /// <param name="seed">The seed of the hash.</param>
        /// <param name="useOrderedHashing">Whether the place of an item in its vector is hashed with it.</param>
        /// <param name="maximumNumberOfInverts">How many of the values behind each key the annotation keeps: 0 for none, -1 for all.</param>
        /// <param name="combine">Whether a vector becomes one key, instead of one for each item.</param>
        public ColumnOptions(string name, string? inputColumnName = null, int numberOfBits = 31, uint seed = DefaultSeed, bool useOrderedHashing = false,
            int maximumNumberOfInverts = 0, bool combine = false)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            Name = name;
            InputColumnName = inputColumnName ?? name;
            NumberOfBits = numberOfBits;
            Seed = seed;
            UseOrderedHashing = useOrderedHashing;
            MaximumNumberOfInverts = maximumNumberOfInverts;
            Combine = combine;
            Check();
        }

        /// <summary>The new column.</summary>
        public string Name { get; set; }

        /// <summary>The column to hash.</summary>
        public string InputColumnName { get; set; }

        /// <summary>The number of bits of the hash, 1 to 31.</summary>
        public int NumberOfBits { get; set; }

        /// <summary>The seed of the hash.</summary>
        public uint Seed { get; set; }

        /// <summary>Whether the place of an item in its vector is hashed with it.</summary>
        public bool UseOrderedHashing { get; set; }

        /// <summary>How many of the values behind each key the annotation keeps: 0 for none, -1 for all.</summary>
        public int MaximumNumberOfInverts { get; set; }

        /// <summary>Whether a vector becomes one key, instead of one for each item.</summary>
        public bool Combine { get; set; }

        internal void Check()
        {
            if (NumberOfBits is < 1 or > 31) throw new ArgumentOutOfRangeException("numberOfBits", NumberOfBits, $"A hash of column '{Name}' has 1 to 31 bits.");
            if (MaximumNumberOfInverts < -1) throw new ArgumentOutOfRangeException("maximumNumberOfInverts", MaximumNumberOfInverts, "Keep -1 (all), 0 (no) or more values for each key.");
            if (MaximumNumberOfInverts != 0 && NumberOfBits == 31) throw new ArgumentOutOfRangeException("numberOfBits", NumberOfBits, "Values behind keys are kept for hashes of at most 30 bits.");
            if (Combine && (UseOrderedHashing || MaximumNumberOfInverts != 0)) throw new ArgumentException($"Column '{Name}' is combined into one hash, which has neither an order nor values to keep.");
        }
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps the slots that tell most about the label: those with the largest mutual information with it, and none without any.</summary>
public sealed class MutualInformationFeatureSelectingEstimator : IEstimator<ITransformer>
{
    private const string Kind = "SelectFeaturesBasedOnMutualInformation";
    private const string Expected = "Single, Double, Int32, a truth value, a key or a vector of known size of these";

    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly string _label;
    private readonly int _slots;
    private readonly int _bins;

    internal MutualInformationFeatureSelectingEstimator(IReadOnlyList<InputOutputColumnPair> columns, string labelColumnName, int slotsInOutput, int numberOfBins)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentException.ThrowIfNullOrWhiteSpace(labelColumnName);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slotsInOutput);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfBins, 2);
        _columns = columns;
        _label = labelColumnName;
        _slots = slotsInOutput;
        _bins = numberOfBins;
    }

    /// <inheritdoc/>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = SlotSelection.Columns(input, _columns, Kind, Fits, Expected);
        DataViewSchema.Column label = InputColumn.Get(input.Schema, _label, Kind);
        if (!Fits(label.Type)) throw InputColumn.Mismatch(Kind, label.Name, "Single, Double, Int32, a truth value or a key", label.Type.ToString()!);
        SlotValues[] labels = [new()];
        SlotValues[][] values = [.. columns.Select(column => Enumerable.Range(0, SlotSelection.SlotsOf(column)).Select(_ => new SlotValues()).ToArray())];
        int rows = 0;
        using (DataViewRowCursor cursor = input.GetRowCursor(columns.Append(label).DistinctBy(column => column.Index)))
        {
            Action<int>[] readers = [label.Type.Raw.Accept(new Reader(cursor, label, labels)),
                .. columns.Select((column, i) => ItemMapping.ItemOf(column.Type)!.Raw.Accept(new Reader(cursor, column, values[i])))];
            for (; cursor.MoveNext(); rows++)
                foreach (Action<int> read in readers) read(rows);
        }
        int[] classes = labels[0].Bins(rows, IsNumber(label.Type) ? _bins : int.MaxValue, out int classCount, out int ofZero);
        int[] all = new int[rows];
        Array.Fill(all, ofZero);
        for (int i = 0; i < classes.Length; i++) all[labels[0].Rows[i]] = classes[i];
        double[][] scores = [.. columns.Select((column, i) => values[i].Select(slot => Score(slot, all, classCount, IsNumber(ItemMapping.ItemOf(column.Type)!) ? _bins : int.MaxValue)).ToArray())];
        // Of slots that tell equally much, those that come first are kept.
        HashSet<(int Column, int Slot)> best = [.. scores.SelectMany((column, c) => column.Select((score, s) => (Score: score, Column: c, Slot: s)))
            .Where(one => one.Score > 0).OrderByDescending(one => one.Score).ThenBy(one => one.Column).ThenBy(one => one.Slot).Take(_slots).Select(one => (one.Column, one.Slot))];
        return new SlotSelectingTransformer(_columns, [.. scores.Select((column, c) => Enumerable.Range(0, column.Length).Where(slot => best.Contains((c, slot))).ToArray())]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column label = inputSchema.Get(_label, Kind);
        if (label.Kind != SchemaShape.Column.VectorKind.Scalar || !(label.IsKey || Fits(label.ItemType))) throw InputColumn.Mismatch(Kind, label.Name, "Single, Double, Int32, a truth value or a key", label.TypeText);
        return SlotSelection.GetOutputSchema(inputSchema, _columns, Kind, column => column.IsKey || Fits(column.ItemType), Expected);
    }

    private static bool Fits(DataViewType item) => item is KeyDataViewType or BooleanDataViewType || IsNumber(item);

    private static bool IsNumber(DataViewType item) => item == NumberDataViewType.Single || item == NumberDataViewType.Double || item == NumberDataViewType.Int32;

    // The sum over all pairs of p(x, y) log2 (p(x, y) / (p(x) p(y))).
    private static double Score(SlotValues slot, int[] classes, int classCount, int maximumBins)
    {
        int[] bins = slot.Bins(classes.Length, maximumBins, out int binCount, out int ofZero);
        long[,] counts = new long[binCount, classCount];
        long[] ofBin = new long[binCount], ofClass = new long[classCount];
        foreach (int label in classes) ofClass[label]++;
        if (ofZero >= 0)
            for (int label = 0; label < classCount; label++) counts[ofZero, label] = ofClass[label];
        for (int i = 0; i < bins.Length; i++)
        {
            int label = classes[slot.Rows[i]];
            if (ofZero >= 0) counts[ofZero, label]--;
            counts[bins[i], label]++;
        }
        for (int bin = 0; bin < binCount; bin++)
            for (int label = 0; label < classCount; label++) ofBin[bin] += counts[bin, label];
        double score = 0, rows = classes.Length;
        for (int bin = 0; bin < binCount; bin++)
            for (int label = 0; label < classCount; label++)
                if (counts[bin, label] > 0) score += counts[bin, label] / rows * Math.Log2(counts[bin, label] * rows / ((double)ofBin[bin] * ofClass[label]));
        // Independent slots give rounding errors.
        return score < 1e-12 ? 0 : score;
    }

    /// <summary>The values of one slot other than 0, and the rows that they stand in.</summary>
    private sealed class SlotValues
    {
        private readonly List<float> _values = [];

        public List<int> Rows { get; } = [];

        public void Add(int row, float value)
        {
            if (value == 0) return;
            Rows.Add(row);
            _values.Add(value);
        }

        /// <summary>The bins of the values; missing ones have one of their own.</summary>
        /// <param name="rows">The number of all rows.</param>
        /// <param name="maximum">The most bins.</param>
        /// <param name="count">The number of bins.</param>
        /// <param name="ofZero">The bin of the rows without a value; -1 where there are none.</param>
        public int[] Bins(int rows, int maximum, out int count, out int ofZero)
        {
            List<double> known = [.. _values.Where(value => !float.IsNaN(value)).Select(value => (double)value)];
            double[] bounds = DensityBins.Find(known, maximum, zeros: rows - _values.Count);
            bool missing = known.Count < _values.Count;
            count = bounds.Length + (missing ? 1 : 0);
            ofZero = rows > _values.Count ? DensityBins.Place(0, bounds) : -1;
            return [.. _values.Select(value => float.IsNaN(value) ? bounds.Length : DensityBins.Place(value, bounds))];
        }
    }

    private sealed class Reader(DataViewRow row, DataViewSchema.Column column, SlotValues[] slots) : IRawTypeVisitor<Action<int>>
    {
        public Action<int> Visit<T>()
        {
            Func<T, float> number = (Func<T, float>)ValueConversions.Find(typeof(T), typeof(float))!;
            Delegate getter = Getters.Of(row, column);
            T item = default!;
            VBuffer<T> vector = default;
            return position =>
            {
                if (getter is ValueGetter<T> get)
                {
                    get(ref item);
                    slots[0].Add(position, number(item));
                    return;
                }
                ((ValueGetter<VBuffer<T>>)getter)(ref vector);
                ReadOnlySpan<T> items = vector.GetValues();
                ReadOnlySpan<int> indices = vector.GetIndices();
                for (int i = 0; i < items.Length; i++) slots[vector.IsDense ? i : indices[i]].Add(position, number(items[i]));
            };
        }
    }
}

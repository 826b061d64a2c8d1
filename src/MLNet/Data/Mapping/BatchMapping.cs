namespace Microsoft.ML.Data;

/// <summary>
/// Computes columns for many rows at once. One belongs to one cursor (or one row) and is used by one thread at a time.
/// </summary>
internal abstract class BatchScorer
{
    /// <summary>Takes what the row holds now as input number <paramref name="slot"/> of the batch.</summary>
    public abstract void Read(int slot);

    /// <summary>Computes the outputs of the first <paramref name="count"/> inputs.</summary>
    public abstract void Score(int count);

    /// <summary>A getter of the computed column that reads output number <c>slot.Index</c>, in the column's raw type.</summary>
    public abstract Delegate CreateGetter(int computed, RowSlot slot);
}

/// <summary>The place of the current row in a batch.</summary>
internal sealed class RowSlot
{
    public int Index;
}

/// <summary>
/// A mapping that scores in batches: behind a cursor it reads rows ahead, scores them together and hands them out one by one, with the
/// columns that pass through kept beside. On a single row it scores a batch of one.
/// </summary>
internal abstract class BatchMapping : RowMapping
{
    protected BatchMapping(DataViewSchema input, IReadOnlyList<MappedColumn> computed) : base(input, computed) { }

    /// <summary>The number of rows scored together.</summary>
    public abstract int BatchSize { get; }

    /// <summary>Makes a scorer that reads from <paramref name="input"/> and computes the columns that are active.</summary>
    /// <param name="input">The row; the columns that the active outputs need are active in it.</param>
    /// <param name="active">The computed columns wanted.</param>
    /// <param name="capacity">The largest number of rows it will be asked to score at once.</param>
    protected abstract BatchScorer CreateScorer(DataViewRow input, bool[] active, int capacity);

    public sealed override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        Delegate?[] getters = new Delegate?[ComputedCount];
        if (!active.Contains(true)) return getters;
        SingleRow single = new(input, CreateScorer(input, active, 1));
        for (int i = 0; i < getters.Length; i++)
            if (active[i]) getters[i] = OutputTypeOf(i).Raw.Accept(new SingleGetter(single, i));
        return getters;
    }

    public sealed override DataViewRowCursor Open(IDataView input, bool[] activeOutputs, Random? rand)
    {
        bool[] computed = ComputedOf(activeOutputs);
        DataViewRowCursor source = input.GetRowCursor(ActiveColumns.Select(InputSchema, InputsOf(activeOutputs)), rand);
        return computed.Contains(true)
            ? new BatchCursor(this, source, activeOutputs, CreateScorer(source, computed, BatchSize))
            : new MappedCursor(this, source, activeOutputs);
    }

    private DataViewType OutputTypeOf(int computed) => OutputSchema[InputSchema.Count + computed].Type;

    private sealed class SingleRow(DataViewRow input, BatchScorer scorer)
    {
        private long _scored = long.MinValue;

        public RowSlot Slot { get; } = new();

        public BatchScorer Scorer => scorer;

        public void Ensure()
        {
            if (_scored == input.Position) return;
            scorer.Read(0);
            scorer.Score(1);
            _scored = input.Position;
        }
    }

    private sealed class SingleGetter(SingleRow single, int computed) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            ValueGetter<T> get = (ValueGetter<T>)single.Scorer.CreateGetter(computed, single.Slot);
            return (ValueGetter<T>)((ref T value) =>
            {
                single.Ensure();
                get(ref value);
            });
        }
    }
}

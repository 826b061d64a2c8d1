namespace Microsoft.ML.Data;

/// <summary>The rows of another data view that a test accepts.</summary>
/// <param name="source">The data view.</param>
/// <param name="testColumns">The columns that the test reads.</param>
/// <param name="createTest">Makes the test over a cursor; it is called once for every row.</param>
internal sealed class FilteredDataView(IDataView source, IReadOnlyList<DataViewSchema.Column> testColumns, Func<DataViewRow, Func<bool>> createTest)
    : ForwardingDataView(source)
{
    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewRowCursor cursor = Source.GetRowCursor(columnsNeeded.UnionBy(testColumns, column => column.Index), rand);
        return new Cursor(cursor, createTest(cursor));
    }

    private sealed class Cursor(DataViewRowCursor source, Func<bool> test) : ForwardingCursor(source)
    {
        protected override bool MoveSource()
        {
            while (Source.MoveNext())
                if (test()) return true;
            return false;
        }
    }
}

/// <summary>Part of the rows of another data view: some skipped, then some taken.</summary>
internal sealed class RangeDataView(IDataView source, long skip, long take) : ForwardingDataView(source)
{
    public override bool CanShuffle => false;

    public override long? GetRowCount() => Source.GetRowCount() is long count ? Math.Min(Math.Max(0, count - skip), take) : null;

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(Source.GetRowCursor(columnsNeeded), skip, take);

    private sealed class Cursor(DataViewRowCursor source, long skip, long take) : ForwardingCursor(source)
    {
        private long _skip = skip;
        private long _take = take;

        protected override bool MoveSource()
        {
            if (_take <= 0) return false;
            for (; _skip > 0; _skip--)
                if (!Source.MoveNext()) return false;
            _take--;
            return Source.MoveNext();
        }
    }
}

/// <summary>A bootstrap sample: each row as often as a Poisson draw with mean 1 says, or, as the complement, the rows drawn never.</summary>
internal sealed class BootstrapDataView(IDataView source, int seed, bool complement) : ForwardingDataView(source)
{
    public override bool CanShuffle => false;

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(Source.GetRowCursor(columnsNeeded), new Random(seed), complement);

    private sealed class Cursor(DataViewRowCursor source, Random random, bool complement) : ForwardingCursor(source)
    {
        private int _remaining;
        private int _copy;

        protected override bool MoveSource()
        {
            if (_remaining > 0)
            {
                _remaining--;
                _copy++;
                return true;
            }
            while (Source.MoveNext())
            {
                int draws = Poisson();
                if (complement ? draws > 0 : draws == 0) continue;
                _remaining = complement ? 0 : draws - 1;
                _copy = 0;
                return true;
            }
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            ValueGetter<DataViewRowId> get = Source.GetIdGetter();
            return (ref DataViewRowId id) =>
            {
                get(ref id);
                if (!complement) id = id.Combine(new DataViewRowId((ulong)_copy, 0));
            };
        }

        // Knuth's method: multiply uniform draws until the product falls below e^-1.
        private int Poisson()
        {
            double limit = Math.Exp(-1), product = random.NextDouble();
            int draws = 0;
            for (; product > limit; draws++) product *= random.NextDouble();
            return draws;
        }
    }
}

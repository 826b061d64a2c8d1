using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loading, splitting, filtering and reading of data.</summary>
public sealed class DataOperationsCatalog
{
    internal DataOperationsCatalog(IHostEnvironment environment) => Environment = environment;

    internal IHostEnvironment Environment { get; }

    /// <summary>Data for training and data for testing.</summary>
    public struct TrainTestData
    {
        /// <summary>The rows for training.</summary>
        public readonly IDataView TrainSet;

        /// <summary>The rows for testing.</summary>
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }

    /// <summary>A data view over objects: their public fields and properties are the columns.</summary>
    /// <param name="data">The objects; a list can also be shuffled. They are read anew by every cursor.</param>
    /// <param name="schemaDefinition">Which members are columns of which types; null takes what the class's attributes say.</param>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableDataView<TRow>(data, new ObjectReader<TRow>(schemaDefinition));
    }

    /// <summary>A data view over objects whose columns take types and annotations from a schema.</summary>
    /// <param name="data">The objects.</param>
    /// <param name="schema">The schema; members that it has no column for are as the class's attributes say.</param>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(schema);
        return new EnumerableDataView<TRow>(data, new ObjectReader<TRow>(SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read, schema)));
    }

    /// <summary>The rows of a data view as objects.</summary>
    /// <param name="data">The data.</param>
    /// <param name="reuseRowObject">Whether it is the same object each time, with new values.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column keep their values, instead of being an error.</param>
    /// <param name="schemaDefinition">Which members take which columns; null takes what the class's attributes say.</param>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false,
        SchemaDefinition? schemaDefinition = null) where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        return Enumerate(data, new ObjectWriter<TRow>(data.Schema, schemaDefinition, ignoreMissingColumns), reuseRowObject);
    }

    /// <summary>A random sample with repetition: each row comes about once on average (Poisson with mean 1).</summary>
    /// <param name="input">The data.</param>
    /// <param name="seed">The seed; null takes the context's.</param>
    /// <param name="complement">Whether to give the rows that this sample leaves out instead.</param>
    public IDataView BootstrapSample(IDataView input, int? seed = null, bool complement = false)
        => new BootstrapDataView(Given(input), Seed(seed), complement);

    /// <summary>The same data, kept in memory once it has been read.</summary>
    /// <param name="input">The data.</param>
    /// <param name="columnsToPrefetch">Columns to read at once; others are read when first asked for.</param>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
        => new CachedDataView(Given(input), (columnsToPrefetch ?? []).Select(name => input.Schema[name]));

    /// <summary>The rows whose value of a number column is at least one bound and less than the other; NaN never is.</summary>
    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity,
        double upperBound = double.PositiveInfinity)
        => RowFilters.ByColumn(Given(input), columnName, lowerBound, upperBound);

    /// <summary>The rows whose key, seen as a fraction of the number of keys, is at least one bound and less than the other.</summary>
    public IDataView FilterRowsByKeyColumnFraction(IDataView input, string columnName, double lowerBound = 0, double upperBound = 1)
        => RowFilters.ByKeyFraction(Given(input), columnName, lowerBound, upperBound);

    /// <summary>The rows without missing values (NaN, key 0) in these columns.</summary>
    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns) => RowFilters.ByMissingValues(Given(input), columns);

    /// <summary>The rows in random order; the same order in every reading.</summary>
    /// <param name="input">The data.</param>
    /// <param name="seed">The seed; null takes the context's.</param>
    /// <param name="shufflePoolSize">The number of rows from which each next one is drawn, for sources that cannot shuffle themselves.</param>
    /// <param name="shuffleSource">Whether the source shuffles too where it can.</param>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shufflePoolSize);
        return new ShuffledDataView(Given(input), Seed(seed), shufflePoolSize, shuffleSource);
    }

    /// <summary>The data without its first rows.</summary>
    public IDataView SkipRows(IDataView input, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new RangeDataView(Given(input), count, long.MaxValue);
    }

    /// <summary>The first rows of the data.</summary>
    public IDataView TakeRows(IDataView input, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new RangeDataView(Given(input), 0, count);
    }

    /// <summary>Splits the rows at random.</summary>
    /// <param name="data">The data.</param>
    /// <param name="testFraction">The share of rows for testing, between 0 and 1.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay on the same side; null decides row by row.</param>
    /// <param name="seed">The seed; null takes the context's.</param>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The share of test rows lies between 0 and 1, both excluded.");
        return Split(Given(data), samplingKeyColumnName, Seed(seed), 0, testFraction);
    }

    /// <summary>Splits the rows at random into folds; each is the test set once, with the others as training set.</summary>
    /// <param name="data">The data.</param>
    /// <param name="numberOfFolds">The number of folds, at least 2.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in the same fold; null decides row by row.</param>
    /// <param name="seed">The seed; null takes the context's.</param>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        Given(data);
        int chosen = Seed(seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold
            => Split(data, samplingKeyColumnName, chosen, (double)fold / numberOfFolds, fold + 1 == numberOfFolds ? 1 : (fold + 1.0) / numberOfFolds))];
    }

    private static TrainTestData Split(IDataView data, string? key, int seed, double from, double to)
        => new(RowSampling.Select(data, key, seed, from, to, outside: true), RowSampling.Select(data, key, seed, from, to));

    private static IDataView Given(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data;
    }

    private int Seed(int? seed) => seed ?? Environment.NextSeed();

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, ObjectWriter<TRow> writer, bool reuse) where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(writer.Columns);
        Action<TRow> write = writer.Bind(cursor);
        TRow? row = null;
        while (cursor.MoveNext())
        {
            if (row is null || !reuse) row = new TRow();
            write(row);
            yield return row;
        }
    }
}

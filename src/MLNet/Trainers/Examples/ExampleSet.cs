using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The rows that a trainer learns from, read once into blocks and gone through many times. Rows with a feature, label or weight that is missing
/// or infinite are left out, with a warning that counts them. What does not fit in the memory budget is read from the data again on each pass.
/// </summary>
internal sealed class ExampleSet
{
    /// <summary>How many bytes of rows are kept in memory.</summary>
    public const long MemoryBudget = 256L << 20;

    private readonly IDataView _data;
    private readonly DataViewSchema.Column _features;
    private readonly DataViewSchema.Column? _label;
    private readonly DataViewSchema.Column? _weight;
    private readonly string _reader;
    private readonly List<ExampleBlock>? _blocks;

    public ExampleSet(IDataView data, string features, string? label, string? weight, string reader, IChannel channel, long memoryBudget = MemoryBudget)
    {
        _data = data;
        _reader = reader;
        _features = InputColumn.Get(data.Schema, features, reader);
        _label = label is null ? null : InputColumn.Get(data.Schema, label, reader);
        _weight = weight is null ? null : InputColumn.Get(data.Schema, weight, reader);
        FeatureCount = (_features.Type as VectorDataViewType)?.Size ?? 0;
        if (FeatureCount == 0) throw InputColumn.Mismatch(reader, features, "a vector of Single of known size", _features.Type.ToString()!);
        Skipped skipped = new();
        _blocks = [];
        long bytes = 0;
        foreach (ExampleBlock block in Read(skipped))
        {
            Count += block.Count;
            for (int i = 0; i < block.Count; i++) WeightSum += block.Weights[i];
            if (_blocks is null) continue;
            block.Trim();
            _blocks.Add(block);
            bytes += block.Bytes;
            if (bytes > memoryBudget) _blocks = null;
        }
        Warn(channel, skipped);
        if (_blocks is null) channel.Info(MessageSensitivity.None, $"The {Count} rows do not fit in {memoryBudget >> 20} MB; they are read again on each pass, and shuffled within runs of {ExampleBlock.Capacity}.");
    }

    public int FeatureCount { get; }

    /// <summary>The number of rows that are used.</summary>
    public long Count { get; }

    /// <summary>The sum of the rows' weights, which is their number where none are given.</summary>
    public double WeightSum { get; }

    public string LabelName => _label?.Name ?? "";

    /// <summary>The number of classes that a label has whose type is a key.</summary>
    public int ClassCount => _label is { } label && label.Type is KeyDataViewType { Count: > 0 and <= int.MaxValue } key ? (int)key.Count
        : throw InputColumn.Mismatch(_reader, LabelName, "a key with a known number of values", _label?.Type.ToString() ?? "no column");

    /// <summary>The rows in order, run by run. A run may be overwritten by the next.</summary>
    public IEnumerable<ExampleBlock> Blocks() => _blocks ?? Read(new Skipped());

    /// <summary>The rows in order or, with random numbers, in any order.</summary>
    public IEnumerable<(ExampleBlock Block, int Row)> Pass(Random? random)
    {
        if (random is not null && _blocks is not null)
        {
            int[] order = [.. Enumerable.Range(0, (int)Count)];
            random.Shuffle(order);
            foreach (int place in order) yield return (_blocks[place / ExampleBlock.Capacity], place % ExampleBlock.Capacity);
            yield break;
        }
        int[] rows = new int[ExampleBlock.Capacity];
        foreach (ExampleBlock block in Blocks())
        {
            for (int i = 0; i < block.Count; i++) rows[i] = i;
            if (random is not null) random.Shuffle(rows.AsSpan(0, block.Count));
            for (int i = 0; i < block.Count; i++) yield return (block, rows[i]);
        }
    }

    private IEnumerable<ExampleBlock> Read(Skipped skipped)
    {
        List<DataViewSchema.Column> columns = [_features];
        if (_label is { } labels) columns.Add(labels);
        if (_weight is { } weights) columns.Add(weights);
        using DataViewRowCursor cursor = _data.GetRowCursor(columns.DistinctBy(column => column.Index));
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(_features);
        Func<float> getLabel = _label is { } label ? EvaluationColumns.Label(cursor, label) : static () => 0;
        Func<float> getWeight = _weight is { } weight ? EvaluationColumns.Score(cursor, weight) : static () => 1;
        VBuffer<float> vector = default;
        ExampleBlock block = new(FeatureCount, 0);
        while (cursor.MoveNext())
        {
            getFeatures(ref vector);
            if (vector.Length != FeatureCount)
                throw new InvalidOperationException($"Row {cursor.Position}: column '{_features.Name}' has {vector.Length} items, not {FeatureCount}.");
            float y = getLabel(), w = getWeight();
            bool finite = new FeatureVector(in vector).IsFinite;
            if (!finite || !float.IsFinite(y) || !float.IsFinite(w))
            {
                skipped.Add(cursor.Position, !finite ? _features.Name : !float.IsFinite(y) ? _label!.Value.Name : _weight!.Value.Name);
                continue;
            }
            if (block.IsFull)
            {
                yield return block;
                block = new ExampleBlock(FeatureCount, block.First + block.Count);
            }
            block.Add(in vector, y, w);
        }
        if (block.Count > 0) yield return block;
    }

    private void Warn(IChannel channel, Skipped skipped)
    {
        string first = skipped.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" The first is row {skipped.Row}, in column '{skipped.Column}'.");
        if (Count == 0)
            throw new InvalidOperationException(skipped.Count == 0 ? $"{_reader} has no rows to train on."
                : $"{_reader} has no rows to train on: all {skipped.Count} have a missing or infinite feature, label or weight.{first} ReplaceMissingValues fills gaps in features.");
        if (skipped.Count > 0)
            channel.Warning(MessageSensitivity.Schema, $"Skipped {skipped.Count} rows with a missing or infinite feature, label or weight during training.{first}");
    }

    private sealed class Skipped
    {
        public long Count { get; private set; }

        public long Row { get; private set; }

        public string Column { get; private set; } = "";

        public void Add(long row, string column)
        {
            if (Count++ > 0) return;
            Row = row;
            Column = column;
        }
    }
}

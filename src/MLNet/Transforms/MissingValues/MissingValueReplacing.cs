using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>Learns what to put in the place of missing values. Values that are not finite do not count.</summary>
public sealed class MissingValueReplacingEstimator : IEstimator<MissingValueReplacingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly ReplacementMode _mode;
    private readonly bool _bySlot;

    internal MissingValueReplacingEstimator(IReadOnlyList<InputOutputColumnPair> columns, ReplacementMode mode, bool bySlot)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (!Enum.IsDefined(mode)) throw new ArgumentOutOfRangeException("replacementMode", mode, "There is no such replacement.");
        _columns = columns;
        _mode = mode;
        _bySlot = bySlot;
    }

    /// <summary>What is put in the place of a missing value.</summary>
    public enum ReplacementMode : byte
    {
        /// <summary>0.</summary>
        DefaultValue = 0,

        /// <summary>The mean.</summary>
        Mean = 1,

        /// <summary>The smallest value.</summary>
        Minimum = 2,

        /// <summary>The largest value.</summary>
        Maximum = 3,

        /// <summary>The value that occurs most often; of several the one that came first.</summary>
        Mode = 5,
    }

    /// <inheritdoc/>
    public MissingValueReplacingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = [.. _columns.Select(pair => RealColumns.Check(InputColumn.Get(input.Schema, pair.InputColumnName, MissingValueReplacingTransformer.Kind), MissingValueReplacingTransformer.Kind))];
        if (_mode == ReplacementMode.DefaultValue) return new MissingValueReplacingTransformer(_columns, [.. columns.Select(_ => new double[1])]);
        Slot[][] slots = [.. columns.Select(column => Enumerable.Range(0, _bySlot && column.Type is VectorDataViewType { IsKnownSize: true } vector ? vector.Size : 1).Select(_ => new Slot(_mode)).ToArray())];
        using DataViewRowCursor cursor = input.GetRowCursor(columns.DistinctBy(column => column.Index));
        Action[] readers = [.. columns.Select((column, i) => ItemMapping.ItemOf(column.Type) == NumberDataViewType.Single
            ? Reader<float>(cursor, column, slots[i], static value => value) : Reader<double>(cursor, column, slots[i], static value => value))];
        while (cursor.MoveNext())
            foreach (Action read in readers) read();
        return new MissingValueReplacingTransformer(_columns, [.. slots.Select(column => column.Select(slot => slot.Replacement).ToArray())]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column input = RealColumns.Check(inputSchema, pair.InputColumnName, MissingValueReplacingTransformer.Kind);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, input.ItemType, false,
                new SchemaShape(input.Annotations.Where(annotation => annotation.Name is AnnotationNames.SlotNames or AnnotationNames.IsNormalized)));
        }));
    }

    private static Action Reader<T>(DataViewRow row, DataViewSchema.Column column, Slot[] slots, Func<T, double> number)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            T item = default!;
            return () =>
            {
                get(ref item);
                slots[0].Add(number(item));
            };
        }
        ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default, dense = default;
        return () =>
        {
            getVector(ref vector);
            vector.CopyToDense(ref dense);
            ReadOnlySpan<T> items = dense.GetValues();
            for (int i = 0; i < items.Length; i++) slots[slots.Length == 1 ? 0 : i].Add(number(items[i]));
        };
    }

    private sealed class Slot(ReplacementMode mode)
    {
        private readonly Dictionary<double, long> _counts = [];
        private SlotStatistics _statistics = new();
        private double _commonest;

        public double Replacement => _statistics.Count == 0 ? 0 : mode switch
        {
            ReplacementMode.Mean => _statistics.Mean,
            ReplacementMode.Minimum => _statistics.Minimum,
            ReplacementMode.Maximum => _statistics.Maximum,
            _ => _commonest,
        };

        public void Add(double value)
        {
            _statistics.Add(value);
            if (mode != ReplacementMode.Mode || !double.IsFinite(value)) return;
            long count = _counts[value] = _counts.GetValueOrDefault(value) + 1;
            if (count > _counts.GetValueOrDefault(_commonest)) _commonest = value;
        }
    }
}

/// <summary>Puts something in the place of missing values; made by <see cref="MissingValueReplacingEstimator"/>.</summary>
public sealed class MissingValueReplacingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "ReplaceMissingValues";

    private readonly double[][] _replacements;

    /// <summary>Makes the transformer.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="replacements">For each column one number, or one for each slot.</param>
    internal MissingValueReplacingTransformer(IReadOnlyList<InputOutputColumnPair> columns, double[][] replacements) : base(columns) => _replacements = replacements;

    internal static MissingValueReplacingTransformer Load(ModelReader reader)
    {
        double[][] replacements = [.. reader.Children(ModelWriter.ColumnsName).Select(column => column.Guard(() => ValueFormat.ReadAll<double>(column.Node("replacements"))))];
        if (replacements.Any(column => column.Length == 0)) throw reader.Invalid("a column has no replacements");
        return new MissingValueReplacingTransformer(reader.Columns(), replacements);
    }

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            Value x = conversion.Value(Columns[i].InputColumnName, Kind);
            Shape shape = _replacements[i].Length > 1 && conversion.Column(Columns[i].InputColumnName, Kind).Type is VectorDataViewType vector ? vector.Dimensions.ToArray() : Shape.Of(1);
            conversion.Set(Columns[i].OutputColumnName, x.IsNaN().Where(x.Graph.Constant(Tensor.Of<double>(shape, _replacements[i])).Cast(x.Type.Element), x));
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.EachColumn((column, i) => column.Set("replacements", ValueFormat.WriteAll<double>(_replacements[i])));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        RealColumns.Check(input, Kind);
        if (_replacements[pair].Length > 1 && (input.Type as VectorDataViewType)?.Size != _replacements[pair].Length)
            throw InputColumn.Mismatch(Kind, input.Name, $"a vector of {_replacements[pair].Length} items", input.Type.ToString()!);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name is AnnotationNames.SlotNames or AnnotationNames.IsNormalized);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, input.Type, annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => ItemMapping.ItemOf(input.Type) == NumberDataViewType.Single
        ? Getter(row, input, float.IsNaN, [.. _replacements[pair].Select(value => (float)value)]) : Getter(row, input, double.IsNaN, _replacements[pair]);

    private static Delegate Getter<T>(DataViewRow row, DataViewSchema.Column input, Func<T, bool> isMissing, T[] replacements)
    {
        if (replacements.Length == 1) return ItemMapping.Getter<T, T>(row, input, item => isMissing(item) ? replacements[0] : item);
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(input);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            get(ref value);
            ReadOnlySpan<int> indices = value.GetIndices();
            Span<T> items = VBufferEditor.CreateFromBuffer(ref value).Values;
            for (int i = 0; i < items.Length; i++)
                if (isMissing(items[i])) items[i] = replacements[indices.Length == 0 ? i : indices[i]];
        });
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Collects the distinct values of a column for a vocabulary.</summary>
internal abstract class VocabularyBuilder
{
    /// <summary>Takes the values of the current row.</summary>
    public abstract void Read();

    public abstract Vocabulary Build(ValueToKeyMappingEstimator.KeyOrdinality order);

    public static VocabularyBuilder Of(DataViewRow row, DataViewSchema.Column column, int maximum)
    {
        PrimitiveDataViewType item = ItemMapping.ItemOf(column.Type)!;
        return item.Raw.Accept(new Maker(row, column, item, maximum));
    }

    private sealed class Maker(DataViewRow row, DataViewSchema.Column column, PrimitiveDataViewType item, int maximum) : IRawTypeVisitor<VocabularyBuilder>
    {
        public VocabularyBuilder Visit<T>() => new Collector<T>(row, column, item, maximum);
    }

    private sealed class Collector<T>(DataViewRow row, DataViewSchema.Column column, PrimitiveDataViewType item, int maximum) : VocabularyBuilder
    {
        private readonly Delegate _getter = Getters.Of(row, column);
        private readonly HashSet<T> _seen = new(ItemValues.Equality<T>());
        private readonly List<T> _values = [];
        private T _item = default!;
        private VBuffer<T> _vector;

        public override void Read()
        {
            if (_values.Count >= maximum) return;
            if (_getter is ValueGetter<T> get)
            {
                get(ref _item);
                Add(_item);
                return;
            }
            ((ValueGetter<VBuffer<T>>)_getter)(ref _vector);
            if (!_vector.IsDense)
                foreach (T value in _vector.DenseValues()) Add(value);
            else
                foreach (T value in _vector.GetValues()) Add(value);
        }

        public override Vocabulary Build(ValueToKeyMappingEstimator.KeyOrdinality order)
        {
            if (order == ValueToKeyMappingEstimator.KeyOrdinality.ByValue) _values.Sort(ItemValues.Order<T>());
            return new Vocabulary<T>(item, [.. _values]);
        }

        private void Add(T value)
        {
            if (_values.Count >= maximum || ItemValues.IsMissing(in value, item is KeyDataViewType) || _seen.Contains(value)) return;
            // A text may be part of a line that would be kept alive by it.
            T kept = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
            _seen.Add(kept);
            _values.Add(kept);
        }
    }
}

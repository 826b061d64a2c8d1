using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Writes the values of one column as text, leaving out those that are the type's default.</summary>
internal abstract class TextColumnWriter(string initial)
{
    /// <summary>What stands where a value was left out.</summary>
    public string Default => initial;

    /// <summary>Appends the row's values; their number, with those left out.</summary>
    public abstract int AppendValues(StringBuilder line, List<TextSaving.Item> items);

    /// <summary>Appends the names of the column's fields; their number, with those left out.</summary>
    public abstract int AppendNames(StringBuilder line, List<TextSaving.Item> items);

    private static void Add<T>(StringBuilder line, List<TextSaving.Item> items, int place, T value, char separator, bool isKey, string initial)
    {
        int start = line.Length;
        TextSaving.Append(line, value, separator, isKey);
        if (line.Length - start == initial.Length && line.ToString(start, initial.Length) == initial) line.Length = start;
        else items.Add(new(place, start, line.Length - start));
    }

    private static string DefaultOf<T>(char separator, bool isKey)
    {
        StringBuilder text = new();
        TextSaving.Append(text, default(T)!, separator, isKey);
        return text.ToString();
    }

    public sealed class Maker(DataViewRow row, DataViewSchema.Column column, char separator) : IRawTypeVisitor<TextColumnWriter>
    {
        public TextColumnWriter Visit<T>() => column.Type is VectorDataViewType vector
            ? vector.ItemType.Raw.Accept(new VectorMaker(row, column, separator))
            : new One<T>(row, column, separator, DefaultOf<T>(separator, column.Type is KeyDataViewType));
    }

    private sealed class VectorMaker(DataViewRow row, DataViewSchema.Column column, char separator) : IRawTypeVisitor<TextColumnWriter>
    {
        public TextColumnWriter Visit<T>()
            => new Many<T>(row, column, separator, DefaultOf<T>(separator, ((VectorDataViewType)column.Type).ItemType is KeyDataViewType));
    }

    private sealed class One<T>(DataViewRow row, DataViewSchema.Column column, char separator, string initial) : TextColumnWriter(initial)
    {
        private readonly ValueGetter<T> _get = row.GetGetter<T>(column);
        private T _value = default!;

        public override int AppendValues(StringBuilder line, List<TextSaving.Item> items)
        {
            _get(ref _value);
            Add(line, items, 0, _value, separator, column.Type is KeyDataViewType, Default);
            return 1;
        }

        public override int AppendNames(StringBuilder line, List<TextSaving.Item> items)
        {
            Add(line, items, 0, column.Name.AsMemory(), separator, false, "");
            return 1;
        }
    }

    private sealed class Many<T>(DataViewRow row, DataViewSchema.Column column, char separator, string initial) : TextColumnWriter(initial)
    {
        private readonly ValueGetter<VBuffer<T>> _get = row.GetGetter<VBuffer<T>>(column);
        private readonly VectorDataViewType _type = (VectorDataViewType)column.Type;
        private VBuffer<T> _value;

        public override int AppendValues(StringBuilder line, List<TextSaving.Item> items)
        {
            _get(ref _value);
            ReadOnlySpan<T> values = _value.GetValues();
            ReadOnlySpan<int> indices = _value.GetIndices();
            for (int i = 0; i < values.Length; i++)
                Add(line, items, _value.IsDense ? i : indices[i], values[i], separator, _type.ItemType is KeyDataViewType, Default);
            return _value.Length;
        }

        public override int AppendNames(StringBuilder line, List<TextSaving.Item> items)
        {
            if (!column.HasSlotNames()) return _type.Size;
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.GetSlotNames(ref names);
            foreach (KeyValuePair<int, ReadOnlyMemory<char>> name in names.Items())
                if (!name.Value.IsEmpty) Add(line, items, name.Key, name.Value, separator, false, "");
            return _type.Size;
        }
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Numbers the classes of a label column from 0 in the order in which they occur; a key by its own number. Missing labels are -1.</summary>
internal static class LabelNumbers
{
    public static Func<int> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
        {
            ValueGetter<ulong> get = (ValueGetter<ulong>)KeyReader.Getter(row, column, static key => key);
            ulong key = 0;
            return () =>
            {
                get(ref key);
                return (int)key - 1;
            };
        }
        if (column.Type is not PrimitiveDataViewType) throw InputColumn.Mismatch("The label", column.Name, "a key, a number, a truth value or text", column.Type.ToString()!);
        return column.Type.Raw.Accept(new Numbering(row, column));
    }

    private sealed class Numbering(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<Func<int>>
    {
        public Func<int> Visit<T>()
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
#pragma warning disable CS8714 // Items of columns are never null.
            Dictionary<T, int> known = new(ItemValues.Equality<T>());
#pragma warning restore CS8714
            T label = default!;
            return () =>
            {
                get(ref label);
                if (ItemValues.IsMissing(in label, isKey: false)) return -1;
                if (!known.TryGetValue(label, out int number)) known[label] = number = known.Count;
                return number;
            };
        }
    }
}

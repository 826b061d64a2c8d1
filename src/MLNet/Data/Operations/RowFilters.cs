namespace Microsoft.ML.Data;

/// <summary>The row filters of the catalog.</summary>
internal static class RowFilters
{
    public static IDataView ByColumn(IDataView data, string name, double lower, double upper)
    {
        DataViewSchema.Column column = data.Schema[name];
        if (column.Type is not NumberDataViewType)
            throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' is {column.Type}; rows are filtered by a number column.");
        return new FilteredDataView(data, [column], row =>
        {
            Func<double> get = NumberReader.Of(row, column);
            return () => get() is double value && value >= lower && value < upper;
        });
    }

    public static IDataView ByKeyFraction(IDataView data, string name, double lower, double upper)
    {
        DataViewSchema.Column column = data.Schema[name];
        if (column.Type is not KeyDataViewType key)
            throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' is {column.Type}, not a key.");
        return new FilteredDataView(data, [column], row =>
        {
            Func<double> get = NumberReader.Of(row, column);
            return () => get() is double value && value > 0 && (value - 0.5) / key.Count is double fraction && fraction >= lower && fraction < upper;
        });
    }

    public static IDataView ByMissingValues(IDataView data, string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        DataViewSchema.Column[] columns = [.. names.Select(name => data.Schema[name])];
        return new FilteredDataView(data, columns, row =>
        {
            Func<bool>[] missing = [.. columns.Select(column => MissingTest(row, column))];
            return () => !missing.Any(test => test());
        });
    }

    private static Func<bool> MissingTest(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
            return vector.ItemType.Raw.Accept(new VectorTest(row, column, zeroIsMissing: vector.ItemType is KeyDataViewType));
        if (column.Type is not (KeyDataViewType or NumberDataViewType)) return static () => false;
        Func<double> get = NumberReader.Of(row, column);
        return column.Type is KeyDataViewType ? () => get() == 0 : () => double.IsNaN(get());
    }

    private sealed class VectorTest(DataViewRow row, DataViewSchema.Column column, bool zeroIsMissing) : IRawTypeVisitor<Func<bool>>
    {
        public Func<bool> Visit<T>()
        {
            ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
            EqualityComparer<T> equality = EqualityComparer<T>.Default;
            VBuffer<T> vector = default;
            return () =>
            {
                get(ref vector);
                if (zeroIsMissing && !vector.IsDense) return true;
                foreach (T item in vector.GetValues())
                    if (zeroIsMissing ? equality.Equals(item, default!) : item is float.NaN or double.NaN) return true;
                return false;
            };
        }
    }
}

/// <summary>Reads any number or key column as <see cref="double"/>.</summary>
internal static class NumberReader
{
    public static Func<double> Of(DataViewRow row, DataViewSchema.Column column)
    {
        Type type = column.Type.RawType;
        return type == typeof(float) ? Read<float>(row, column) : type == typeof(double) ? Read<double>(row, column)
            : type == typeof(sbyte) ? Read<sbyte>(row, column) : type == typeof(byte) ? Read<byte>(row, column)
            : type == typeof(short) ? Read<short>(row, column) : type == typeof(ushort) ? Read<ushort>(row, column)
            : type == typeof(int) ? Read<int>(row, column) : type == typeof(uint) ? Read<uint>(row, column)
            : type == typeof(long) ? Read<long>(row, column) : type == typeof(ulong) ? Read<ulong>(row, column)
            : throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, not a number.");
    }

    private static Func<double> Read<T>(DataViewRow row, DataViewSchema.Column column) where T : struct, System.Numerics.INumberBase<T>
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            get(ref value);
            return double.CreateChecked(value);
        };
    }
}

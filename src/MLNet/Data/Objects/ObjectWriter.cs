using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Writes the columns of a row into the members of objects.</summary>
internal sealed class ObjectWriter<TRow>
{
    private readonly List<(DataViewSchema.Column Column, MemberInfo Member)> _pairs = [];

    /// <summary>Pairs the members of a class with the columns of a schema.</summary>
    /// <param name="schema">The columns that there are.</param>
    /// <param name="definition">The members to write; null takes what the class's attributes say.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column stay as they are, instead of being an error.</param>
    public ObjectWriter(DataViewSchema schema, SchemaDefinition? definition, bool ignoreMissingColumns)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write);
        foreach (SchemaDefinition.Column wanted in definition)
        {
            if (schema.GetColumnOrNull(wanted.ColumnName) is not { } column)
            {
                if (ignoreMissingColumns) continue;
                throw new ArgumentOutOfRangeException(nameof(schema), $"There is no column '{wanted.ColumnName}' for {typeof(TRow).Name}.{wanted.MemberName}. "
                    + $"The columns are: {string.Join(", ", schema.Where(known => !known.IsHidden).Take(50).Select(known => known.Name))}.");
            }
            MemberInfo member = SchemaDefinition.MemberOf(typeof(TRow), wanted);
            if (!MemberAccess.IsWritable(member))
                throw new InvalidOperationException($"{typeof(TRow).Name}.{wanted.MemberName} cannot be written, so it cannot take column '{column.Name}'.");
            MemberBinding.Check(column.Name, column.Type, member);
            _pairs.Add((column, member));
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _pairs.Select(pair => pair.Column);

    /// <summary>An action that writes the current values of <paramref name="row"/> into an object.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        Action<TRow>[] steps = [.. _pairs.Select(pair => Step(row, pair.Column, pair.Member))];
        return target =>
        {
            foreach (Action<TRow> step in steps) step(target);
        };
    }

    private static Action<TRow> Step(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        Type type = MemberTypes.TypeOf(member);
        if (type == typeof(string))
        {
            ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(column);
            Action<TRow, string> set = MemberAccess.Setter<TRow, string>(member);
            ReadOnlyMemory<char> text = default;
            return target =>
            {
                get(ref text);
                set(target, text.ToString());
            };
        }
        if (type == typeof(string[])) return Array<ReadOnlyMemory<char>, string>(row, column, member, static text => text.ToString());
        if (type.IsArray) return RawType.Of(type.GetElementType()!).Accept(new ArrayStep(row, column, member));
        return column.Type.Raw.Accept(new ValueStep(row, column, member));
    }

    private static Action<TRow> Array<TItem, TMember>(DataViewRow row, DataViewSchema.Column column, MemberInfo member, Func<TItem, TMember>? convert)
    {
        ValueGetter<VBuffer<TItem>> get = row.GetGetter<VBuffer<TItem>>(column);
        Action<TRow, TMember[]> set = MemberAccess.Setter<TRow, TMember[]>(member);
        Func<TRow, TMember[]?>? old = MemberAccess.IsReadable(member) ? MemberAccess.Getter<TRow, TMember[]?>(member) : null;
        VBuffer<TItem> buffer = default;
        return target =>
        {
            get(ref buffer);
            TMember[]? items = old?.Invoke(target);
            if (items is null || items.Length != buffer.Length) items = new TMember[buffer.Length];
            if (convert is null) buffer.CopyTo((TItem[])(object)items);
            else
                foreach (KeyValuePair<int, TItem> item in buffer.Items(all: true)) items[item.Key] = convert(item.Value);
            set(target, items);
        };
    }

    private sealed class ArrayStep(DataViewRow row, DataViewSchema.Column column, MemberInfo member) : IRawTypeVisitor<Action<TRow>>
    {
        public Action<TRow> Visit<T>() => Array<T, T>(row, column, member, null);
    }

    private sealed class ValueStep(DataViewRow row, DataViewSchema.Column column, MemberInfo member) : IRawTypeVisitor<Action<TRow>>
    {
        public Action<TRow> Visit<T>()
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            Action<TRow, T> set = MemberAccess.Setter<TRow, T>(member);
            return target =>
            {
                // A fresh value each time: the object keeps it, so its buffers must not be written again.
                T value = default!;
                get(ref value);
                set(target, value);
            };
        }
    }
}

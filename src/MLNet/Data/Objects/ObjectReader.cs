using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The object that a row stands for at the moment.</summary>
internal sealed class ObjectCell<TRow>
{
    public TRow Value = default!;

    public long Position = -1;
}

/// <summary>Reads columns from objects: the schema of a class, and getters for its members.</summary>
internal sealed class ObjectReader<TRow>
{
    private readonly MemberInfo[] _members;

    public ObjectReader(SchemaDefinition? definition)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        DataViewSchema.Builder builder = new();
        _members = new MemberInfo[definition.Count];
        for (int i = 0; i < definition.Count; i++)
        {
            SchemaDefinition.Column column = definition[i];
            _members[i] = SchemaDefinition.MemberOf(typeof(TRow), column);
            MemberBinding.Check(column.ColumnName, column.ColumnType, _members[i]);
            builder.AddColumn(column.ColumnName, column.ColumnType, column.Annotations);
        }
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>A getter of the column's raw type that reads from whatever object <paramref name="cell"/> holds.</summary>
    public Delegate CreateGetter(DataViewSchema.Column column, ObjectCell<TRow> cell)
    {
        MemberInfo member = _members[column.Index];
        Type type = MemberTypes.TypeOf(member);
        if (type == typeof(string))
        {
            Func<TRow, string?> text = MemberAccess.Getter<TRow, string?>(member);
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text(cell.Value).AsMemory());
        }
        if (type == typeof(string[]))
        {
            Func<TRow, string?[]?> texts = MemberAccess.Getter<TRow, string?[]?>(member);
            return Array(column, cell, texts, static item => item.AsMemory());
        }
        if (type.IsArray) return RawType.Of(type.GetElementType()!).Accept(new ArrayGetter(member, column, cell));
        return column.Type is VectorDataViewType vector
            ? vector.ItemType.Raw.Accept(new VectorGetter(member, column, cell))
            : column.Type.Raw.Accept(new ScalarGetter(member, cell));
    }

    private static ValueGetter<VBuffer<TItem>> Array<TMember, TItem>(DataViewSchema.Column column, ObjectCell<TRow> cell,
        Func<TRow, TMember[]?> get, Func<TMember, TItem> convert)
    {
        return (ref VBuffer<TItem> value) =>
        {
            TMember[] items = get(cell.Value) ?? [];
            MemberBinding.CheckLength(column, items.Length, cell.Position);
            VBufferEditor<TItem> editor = VBufferEditor.Create(ref value, items.Length);
            for (int i = 0; i < items.Length; i++) editor.Values[i] = convert(items[i]);
            value = editor.Commit();
        };
    }

    private sealed class ScalarGetter(MemberInfo member, ObjectCell<TRow> cell) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            Func<TRow, T> get = MemberAccess.Getter<TRow, T>(member);
            return (ValueGetter<T>)((ref T value) => value = get(cell.Value));
        }
    }

    private sealed class ArrayGetter(MemberInfo member, DataViewSchema.Column column, ObjectCell<TRow> cell) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            Func<TRow, T[]?> get = MemberAccess.Getter<TRow, T[]?>(member);
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                T[] items = get(cell.Value) ?? [];
                MemberBinding.CheckLength(column, items.Length, cell.Position);
                VBuffer<T>.Copy(items, 0, ref value, items.Length);
            });
        }
    }

    private sealed class VectorGetter(MemberInfo member, DataViewSchema.Column column, ObjectCell<TRow> cell) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            Func<TRow, VBuffer<T>> get = MemberAccess.Getter<TRow, VBuffer<T>>(member);
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                VBuffer<T> vector = get(cell.Value);
                MemberBinding.CheckLength(column, vector.Length, cell.Position);
                vector.CopyTo(ref value);
            });
        }
    }
}

using System.Data.Common;
using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>The rows of a query; each cursor runs it on a connection of its own.</summary>
internal sealed class DatabaseDataView(DatabaseLoader loader, DatabaseSource source) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => loader.GetOutputSchema();

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new DatabaseCursor(loader, source, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];
}

internal sealed class DatabaseCursor : DataViewRowCursor
{
    private readonly DatabaseLoader _loader;
    private readonly bool[] _active;
    private readonly DbConnection _connection;
    private readonly DbCommand _command;
    private readonly DbDataReader _reader;
    private long _position = -1;

    public DatabaseCursor(DatabaseLoader loader, DatabaseSource source, bool[] active)
    {
        _loader = loader;
        _active = active;
        _connection = source.ProviderFactory.CreateConnection() ?? throw new InvalidOperationException($"{source.ProviderFactory.GetType().Name} makes no connections.");
        try
        {
            _connection.ConnectionString = source.ConnectionString;
            _connection.Open();
            _command = _connection.CreateCommand();
            _command.CommandText = source.CommandText;
            _command.CommandTimeout = source.CommandTimeoutInSeconds;
            _reader = _command.ExecuteReader();
        }
        catch
        {
            _command?.Dispose();
            _connection.Dispose();
            throw;
        }
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => _loader.GetOutputSchema();

    public override bool MoveNext()
    {
        if (!_reader.Read()) return false;
        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, column);
        int[] fields = FieldsOf(_loader.Columns[column.Index]);
        PrimitiveDataViewType item = (column.Type as VectorDataViewType)?.ItemType ?? (PrimitiveDataViewType)column.Type;
        return Getters.As<TValue>(item.Raw.Accept(new Opener(this, column, item, fields)), column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    private int[] FieldsOf(DatabaseLoader.Column column) => column.Source is null
        ? [FieldOf(column.Name, column)]
        : [.. column.Source.SelectMany(range => range.Name is { } name ? [FieldOf(name, column)] : Enumerable.Range(range.Min, range.Max - range.Min + 1).Select(place => Checked(place, column)))];

    private int FieldOf(string name, DatabaseLoader.Column column)
    {
        for (int field = 0; field < _reader.FieldCount; field++)
            if (string.Equals(_reader.GetName(field), name, StringComparison.OrdinalIgnoreCase)) return field;
        throw new ArgumentException($"Column '{column.Name}' is loaded from field '{name}', which the query does not give. It gives: {string.Join(", ", Enumerable.Range(0, _reader.FieldCount).Select(_reader.GetName))}.");
    }

    private int Checked(int place, DatabaseLoader.Column column) => place < _reader.FieldCount
        ? place
        : throw new ArgumentException($"Column '{column.Name}' is loaded from field {place}, but the query gives only {_reader.FieldCount} fields (numbered from 0).");

    private T Read<T>(DataViewSchema.Column column, PrimitiveDataViewType type, int field)
    {
        if (_reader.IsDBNull(field)) return Missing<T>();
        object value = _reader.GetValue(field);
        try
        {
            return Convert<T>(value, type);
        }
        catch (Exception error) when (error is InvalidCastException or FormatException or OverflowException)
        {
            throw new FormatException($"Row {_position} of the query, column '{column.Name}' (field '{_reader.GetName(field)}'): '{value}' of type {value.GetType().Name} is no {type}.", error);
        }
    }

    private static T Convert<T>(object value, PrimitiveDataViewType type)
    {
        if (type is KeyDataViewType key)
        {
            ulong member = System.Convert.ToUInt64(value, CultureInfo.InvariantCulture);
            return (T)System.Convert.ChangeType(member < key.Count ? member + 1 : 0, typeof(T), CultureInfo.InvariantCulture);
        }
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (T)(object)((value as string ?? (value as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) ?? value.ToString()) ?? "").AsMemory();
        if (value is T exact) return exact;
        if (typeof(T) == typeof(TimeSpan)) return (T)(object)TimeSpan.Parse(System.Convert.ToString(value, CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture);
        if (typeof(T) == typeof(DateTimeOffset))
            return (T)(object)(value is DateTime time ? new DateTimeOffset(time) : DateTimeOffset.Parse(System.Convert.ToString(value, CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        return (T)System.Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);
    }

    private static T Missing<T>() => typeof(T) == typeof(float) ? (T)(object)float.NaN : typeof(T) == typeof(double) ? (T)(object)double.NaN : default!;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
            _command.Dispose();
            _connection.Dispose();
        }
        base.Dispose(disposing);
    }

    private sealed class Opener(DatabaseCursor cursor, DataViewSchema.Column column, PrimitiveDataViewType item, int[] fields) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            if (column.Type is not VectorDataViewType) return (ValueGetter<T>)((ref T value) => value = cursor.Read<T>(column, item, fields[0]));
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, fields.Length);
                for (int i = 0; i < fields.Length; i++) editor.Values[i] = cursor.Read<T>(column, item, fields[i]);
                value = editor.Commit();
            });
        }
    }
}

using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// What is known of a schema before there is data: names and kinds of columns, but not the sizes of vectors nor the number of keys.
/// Estimators check with it whether they fit together.
/// </summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private readonly Column[] _columns;

    /// <summary>Makes the shape of these columns.</summary>
    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
    }

    internal static SchemaShape Empty { get; } = new([]);

    /// <summary>The number of columns.</summary>
    public int Count => _columns.Length;

    /// <summary>The column at that place.</summary>
    public Column this[int index] => _columns[index];

    /// <summary>Goes through the columns in order.</summary>
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _columns.GetEnumerator();

    internal static SchemaShape Of(DataViewSchema schema)
        => new(schema.Where(column => !column.IsHidden).Select(column => Of(column.Name, column.Type, Of(column.Annotations.Schema))));

    internal static Column Of(string name, DataViewType type, SchemaShape? annotations = null)
    {
        DataViewType item = type is VectorDataViewType vector ? vector.ItemType : type;
        Column.VectorKind kind = type is not VectorDataViewType sized ? Column.VectorKind.Scalar
            : sized.IsKnownSize ? Column.VectorKind.Vector : Column.VectorKind.VariableVector;
        return item is KeyDataViewType key
            ? new Column(name, kind, TypeNames.Primitive(key.RawType)!, true, annotations)
            : new Column(name, kind, item, false, annotations);
    }

    internal Column? Find(string name)
    {
        foreach (Column column in _columns)
            if (column.Name == name) return column;
        return null;
    }

    internal Column Get(string name, string reader)
        => Find(name) ?? throw new ArgumentOutOfRangeException("inputSchema",
            $"{reader} reads a column '{name}', which is not there. The columns are: {string.Join(", ", _columns.Take(50).Select(column => column.Name))}.");

    /// <summary>This shape with columns added, in the place of those with the same names where there are any.</summary>
    internal SchemaShape With(params IEnumerable<Column> added)
    {
        List<Column> columns = [.. _columns];
        foreach (Column column in added)
        {
            int place = columns.FindIndex(old => old.Name == column.Name);
            if (place < 0) columns.Add(column);
            else columns[place] = column;
        }
        return new SchemaShape(columns);
    }

    /// <summary>One column of a shape.</summary>
    public struct Column
    {
        /// <summary>The name.</summary>
        public readonly string Name;

        /// <summary>Whether the column holds single items or vectors.</summary>
        public readonly VectorKind Kind;

        /// <summary>The type of the items; for keys, the number type that holds them.</summary>
        public readonly DataViewType ItemType;

        /// <summary>Whether the items are keys.</summary>
        public readonly bool IsKey;

        /// <summary>The shape of the annotations.</summary>
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            Name = name;
            Kind = kind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        internal readonly Column Renamed(string name) => new(name, Kind, ItemType, IsKey, Annotations);

        internal readonly string TypeText => $"{Kind switch { VectorKind.Scalar => "", VectorKind.Vector => "Vector of ", _ => "VarVector of " }}{(IsKey ? "Key of " : "")}{ItemType}";

        /// <summary>Single items, vectors of one size, or vectors of differing sizes.</summary>
        public enum VectorKind
        {
            /// <summary>Single items.</summary>
            Scalar,

            /// <summary>Vectors that all have the same size.</summary>
            Vector,

            /// <summary>Vectors whose sizes differ from row to row.</summary>
            VariableVector,
        }
    }
}

using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>
/// Says which members of a class are columns, and of which names and types. It starts as the class's attributes say and may be
/// changed before use, for instance to set the length of a vector that is known only at run time.
/// </summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition() { }

    /// <summary>Whether members must be readable, writable or both to be columns.</summary>
    [Flags]
    public enum Direction
    {
        /// <summary>Members that can be read: columns of input.</summary>
        Read = 1,

        /// <summary>Members that can be written: columns of output.</summary>
        Write = 2,

        /// <summary>Members that can be both read and written.</summary>
        Both = Read | Write,
    }

    /// <summary>The column of that name.</summary>
    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName) ?? throw new ArgumentOutOfRangeException(nameof(columnName),
            $"There is no column '{columnName}'. The columns are: {string.Join(", ", this.Select(column => column.ColumnName))}.");
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ColumnName != columnName)
                throw new ArgumentException($"The column is named '{value.ColumnName}', not '{columnName}'.", nameof(columnName));
            int place = FindIndex(column => column.ColumnName == columnName);
            if (place < 0) Add(value);
            else this[place] = value;
        }
    }

    /// <summary>Reads the columns off a class: its public fields and properties.</summary>
    /// <param name="userType">The class.</param>
    /// <param name="direction">What must be possible with a property for it to be a column.</param>
    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        SchemaDefinition definition = [];
        foreach (MemberInfo member in Members(userType, direction))
        {
            if (member.IsDefined(typeof(NoColumnAttribute))) continue;
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (definition.Exists(column => column.ColumnName == name))
                throw new InvalidOperationException($"Two members of {userType.Name} are both the column '{name}'.");
            definition.Add(new Column(member.Name, name, MemberTypes.ColumnType(member)));
        }
        return definition;
    }

    /// <summary>The definition of a class in which columns that <paramref name="schema"/> has too take their types and annotations from there.</summary>
    internal static SchemaDefinition Create(Type userType, Direction direction, DataViewSchema schema)
    {
        SchemaDefinition definition = Create(userType, direction);
        foreach (Column column in definition)
        {
            if (schema.GetColumnOrNull(column.ColumnName) is not { } known) continue;
            if (known.Type.RawType != column.ColumnType.RawType)
                throw new InvalidOperationException(
                    $"Column '{column.ColumnName}' is {known.Type} in the schema; member {column.MemberName} of {userType.Name} is {column.ColumnType}.");
            column.ColumnType = known.Type;
            column.TakeAnnotations(known.Annotations);
        }
        return definition;
    }

    internal static MemberInfo MemberOf(Type userType, Column column)
        => (MemberInfo?)userType.GetField(column.MemberName) ?? userType.GetProperty(column.MemberName)
            ?? throw new InvalidOperationException($"{userType.Name} has no public field or property {column.MemberName} for column '{column.ColumnName}'.");

    /// <summary>The members of a class that are columns.</summary>
    internal static IEnumerable<MemberInfo> MembersOf(Type userType, Direction direction)
        => Members(userType, direction).Where(member => !member.IsDefined(typeof(NoColumnAttribute)));

    private static IEnumerable<MemberInfo> Members(Type userType, Direction direction)
    {
        foreach (FieldInfo field in userType.GetFields(BindingFlags.Public | BindingFlags.Instance)) yield return field;
        foreach (PropertyInfo property in userType.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0) continue;
            if (direction.HasFlag(Direction.Read) && property.GetMethod is not { IsPublic: true }) continue;
            if (direction.HasFlag(Direction.Write) && property.SetMethod is not { IsPublic: true }) continue;
            yield return property;
        }
    }

    /// <summary>One column and the member that holds it.</summary>
    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();

        internal Column(string memberName, string columnName, DataViewType columnType)
        {
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType;
        }

        /// <summary>The name of the field or property.</summary>
        public string MemberName { get; }

        /// <summary>The name of the column.</summary>
        public string ColumnName { get; set; }

        /// <summary>The type of the column.</summary>
        public DataViewType ColumnType { get; set; }

        /// <summary>The annotations of the column.</summary>
        public DataViewSchema.Annotations Annotations => _annotations.ToAnnotations();

        /// <summary>Adds an annotation.</summary>
        /// <param name="kind">Its name.</param>
        /// <param name="value">Its value.</param>
        /// <param name="annotationType">Its type, held in <typeparamref name="T"/>.</param>
        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
            => _annotations.Add(kind, annotationType, (ref T target) => target = value);

        internal void TakeAnnotations(DataViewSchema.Annotations annotations) => _annotations.Add(annotations, _ => true);
    }
}

using System.Data;
using System.Reflection;
using Microsoft.ML.Data;
using MemberTypes = Microsoft.ML.Data.MemberTypes;

namespace Microsoft.ML;

/// <summary>Makes loaders of database queries.</summary>
public static class DatabaseLoaderCatalog
{
    /// <summary>Makes a loader of those columns.</summary>
    public static DatabaseLoader CreateDatabaseLoader(this DataOperationsCatalog catalog, params DatabaseLoader.Column[] columns) => new(columns);

    /// <summary>Makes a loader.</summary>
    public static DatabaseLoader CreateDatabaseLoader(this DataOperationsCatalog catalog, DatabaseLoader.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DatabaseLoader(options.Columns);
    }

    /// <summary>
    /// Makes a loader whose columns are the members of a class, found in the query by <see cref="LoadColumnNameAttribute"/>, by
    /// <see cref="LoadColumnAttribute"/>, or by their own names.
    /// </summary>
    public static DatabaseLoader CreateDatabaseLoader<TInput>(this DataOperationsCatalog catalog)
        => new([.. SchemaDefinition.MembersOf(typeof(TInput), SchemaDefinition.Direction.Read).Select(ColumnOf)]);

    private static DatabaseLoader.Column ColumnOf(MemberInfo member)
    {
        Type held = MemberTypes.TypeOf(member);
        Type? item = MemberTypes.ItemType(held);
        string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
        DbType type = TypeNames.KindOf(item ?? held) is { } kind ? DbTypeOf(kind)
            : throw new InvalidOperationException($"{member.DeclaringType?.Name}.{member.Name} is of type {held.Name}, which cannot be loaded from a database.");
        DatabaseLoader.Range[]? source = member.GetCustomAttribute<LoadColumnNameAttribute>() is { } names ? [.. names.Names.Select(field => new DatabaseLoader.Range(field))]
            : member.GetCustomAttribute<LoadColumnAttribute>() is { } places ? [.. places.Ranges.Select(range => new DatabaseLoader.Range { Min = range.First, Max = range.Last, ForceVector = range.IsVector })]
            : item is not null ? [new DatabaseLoader.Range(name)] : null;
        if (item is not null)
            foreach (DatabaseLoader.Range range in source!) range.ForceVector = true;
        KeyTypeAttribute? key = member.GetCustomAttribute<KeyTypeAttribute>();
        return new DatabaseLoader.Column(name, type, source, key is null ? null : key.Count is ulong count ? new KeyCount(count) : new KeyCount());
    }

    private static DbType DbTypeOf(DataKind kind) => kind switch
    {
        DataKind.TimeSpan => DbType.Time,
        _ => Enum.Parse<DbType>(kind.ToString()),
    };
}

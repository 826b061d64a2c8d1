using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Data;

/// <summary>
/// Knows which data view type belongs to a .NET type (and an attribute on the member that has it), for types beyond the primitive ones and vectors of them.
/// </summary>
public static class DataViewTypeManager
{
    private static readonly Dictionary<(Type Type, DataViewTypeAttribute? Attribute), DataViewType> Types = [];
    private static readonly Lock Guard = new();

    /// <summary>Says that a member of .NET type <paramref name="type"/> (with that attribute) is a column of type <paramref name="dataViewType"/>.</summary>
    /// <param name="dataViewType">The column's type, whose raw type is <paramref name="type"/>.</param>
    /// <param name="type">The member's .NET type.</param>
    /// <param name="typeAttribute">The attribute the member must have, or null.</param>
    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute? typeAttribute = null)
    {
        ArgumentNullException.ThrowIfNull(dataViewType);
        ArgumentNullException.ThrowIfNull(type);
        if (dataViewType.RawType != type)
            throw new ArgumentException($"{dataViewType} is held in {dataViewType.RawType}, so {type} cannot stand for it.", nameof(type));
        lock (Guard)
        {
            if (!Types.TryAdd((type, typeAttribute), dataViewType) && !Types[(type, typeAttribute)].Equals(dataViewType))
                throw new InvalidOperationException($"{type} already stands for {Types[(type, typeAttribute)]}, so it cannot stand for {dataViewType}.");
        }
    }

    /// <summary>Says that a member of .NET type <paramref name="type"/> with that attribute is a column of type <paramref name="dataViewType"/>.</summary>
    [Obsolete("This API is deprecated, please use the new form of Register which takes in a single DataViewTypeAttribute instead.", false)]
    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute>? typeAttributes)
        => Register(dataViewType, type, typeAttributes?.OfType<DataViewTypeAttribute>().SingleOrDefault());

    internal static bool TryGet(Type type, DataViewTypeAttribute? attribute, [NotNullWhen(true)] out DataViewType? dataViewType)
    {
        attribute?.Register();
        lock (Guard) return Types.TryGetValue((type, attribute), out dataViewType);
    }
}

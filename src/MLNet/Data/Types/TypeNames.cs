namespace Microsoft.ML.Data;

/// <summary>Finds the primitive data view type of a .NET type or of a <see cref="DataKind"/>.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<DataKind, PrimitiveDataViewType> ByKind = new()
    {
        [DataKind.SByte] = NumberDataViewType.SByte,
        [DataKind.Byte] = NumberDataViewType.Byte,
        [DataKind.Int16] = NumberDataViewType.Int16,
        [DataKind.UInt16] = NumberDataViewType.UInt16,
        [DataKind.Int32] = NumberDataViewType.Int32,
        [DataKind.UInt32] = NumberDataViewType.UInt32,
        [DataKind.Int64] = NumberDataViewType.Int64,
        [DataKind.UInt64] = NumberDataViewType.UInt64,
        [DataKind.Single] = NumberDataViewType.Single,
        [DataKind.Double] = NumberDataViewType.Double,
        [DataKind.String] = TextDataViewType.Instance,
        [DataKind.Boolean] = BooleanDataViewType.Instance,
        [DataKind.TimeSpan] = TimeSpanDataViewType.Instance,
        [DataKind.DateTime] = DateTimeDataViewType.Instance,
        [DataKind.DateTimeOffset] = DateTimeOffsetDataViewType.Instance,
    };

    private static readonly Dictionary<Type, PrimitiveDataViewType> ByType = ByKind.Values
        .Append(RowIdDataViewType.Instance).ToDictionary(type => type.RawType);

    public static PrimitiveDataViewType Of(DataKind kind) => ByKind.TryGetValue(kind, out PrimitiveDataViewType? type)
        ? type
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"There is no data kind {(byte)kind}.");

    /// <summary>The primitive type of a .NET type, <see cref="string"/> being text; null where there is none.</summary>
    public static PrimitiveDataViewType? Primitive(Type type)
        => type == typeof(string) ? TextDataViewType.Instance : ByType.GetValueOrDefault(type);

    /// <summary>The data kind of a .NET type; null where there is none.</summary>
    public static DataKind? KindOf(Type type)
    {
        foreach ((DataKind kind, PrimitiveDataViewType known) in ByKind)
            if (known.Equals(Primitive(type))) return kind;
        return null;
    }

    public static PrimitiveDataViewType? ByName(string name)
        => ByType.Values.FirstOrDefault(type => type.ToString() == name);
}

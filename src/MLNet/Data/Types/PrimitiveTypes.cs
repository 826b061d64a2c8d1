namespace Microsoft.ML.Data;

/// <summary>The type of text. A value is a <see cref="ReadOnlyMemory{T}"/> of characters.</summary>
public sealed class TextDataViewType : PrimitiveDataViewType
{
    private TextDataViewType() : base(Microsoft.ML.Data.RawType.Of<ReadOnlyMemory<char>>()) { }

    /// <summary>The one instance of this type.</summary>
    public static TextDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is TextDataViewType;

    /// <summary>The name "String".</summary>
    public override string ToString() => "String";
}

/// <summary>The type of true and false. A value is a <see cref="bool"/>.</summary>
public sealed class BooleanDataViewType : PrimitiveDataViewType
{
    private BooleanDataViewType() : base(Microsoft.ML.Data.RawType.Of<bool>()) { }

    /// <summary>The one instance of this type.</summary>
    public static BooleanDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is BooleanDataViewType;

    /// <summary>The name "Boolean".</summary>
    public override string ToString() => "Boolean";
}

/// <summary>The type of row identities. A value is a <see cref="DataViewRowId"/>.</summary>
public sealed class RowIdDataViewType : PrimitiveDataViewType
{
    private RowIdDataViewType() : base(Microsoft.ML.Data.RawType.Of<DataViewRowId>()) { }

    /// <summary>The one instance of this type.</summary>
    public static RowIdDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is RowIdDataViewType;

    /// <summary>The name "DataViewRowId".</summary>
    public override string ToString() => "DataViewRowId";
}

/// <summary>The type of points in time without a time zone. A value is a <see cref="DateTime"/>.</summary>
public sealed class DateTimeDataViewType : PrimitiveDataViewType
{
    private DateTimeDataViewType() : base(Microsoft.ML.Data.RawType.Of<DateTime>()) { }

    /// <summary>The one instance of this type.</summary>
    public static DateTimeDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is DateTimeDataViewType;

    /// <summary>The name "DateTime".</summary>
    public override string ToString() => "DateTime";
}

/// <summary>The type of points in time with an offset from UTC. A value is a <see cref="DateTimeOffset"/>.</summary>
public sealed class DateTimeOffsetDataViewType : PrimitiveDataViewType
{
    private DateTimeOffsetDataViewType() : base(Microsoft.ML.Data.RawType.Of<DateTimeOffset>()) { }

    /// <summary>The one instance of this type.</summary>
    public static DateTimeOffsetDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is DateTimeOffsetDataViewType;

    /// <summary>The name "DateTimeOffset".</summary>
    public override string ToString() => "DateTimeOffset";
}

/// <summary>The type of lengths of time. A value is a <see cref="TimeSpan"/>.</summary>
public sealed class TimeSpanDataViewType : PrimitiveDataViewType
{
    private TimeSpanDataViewType() : base(Microsoft.ML.Data.RawType.Of<TimeSpan>()) { }

    /// <summary>The one instance of this type.</summary>
    public static TimeSpanDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is TimeSpanDataViewType;

    /// <summary>The name "TimeSpan".</summary>
    public override string ToString() => "TimeSpan";
}

namespace Microsoft.ML.Data;

/// <summary>The primitive types by name, for loaders and type conversions.</summary>
public enum DataKind : byte
{
    /// <summary>Signed 8-bit integers.</summary>
    SByte = 1,

    /// <summary>Unsigned 8-bit integers.</summary>
    Byte = 2,

    /// <summary>Signed 16-bit integers.</summary>
    Int16 = 3,

    /// <summary>Unsigned 16-bit integers.</summary>
    UInt16 = 4,

    /// <summary>Signed 32-bit integers.</summary>
    Int32 = 5,

    /// <summary>Unsigned 32-bit integers.</summary>
    UInt32 = 6,

    /// <summary>Signed 64-bit integers.</summary>
    Int64 = 7,

    /// <summary>Unsigned 64-bit integers.</summary>
    UInt64 = 8,

    /// <summary>32-bit floating point numbers.</summary>
    Single = 9,

    /// <summary>64-bit floating point numbers.</summary>
    Double = 10,

    /// <summary>Text.</summary>
    String = 11,

    /// <summary>True or false.</summary>
    Boolean = 12,

    /// <summary>Lengths of time.</summary>
    TimeSpan = 13,

    /// <summary>Points in time without a time zone.</summary>
    DateTime = 14,

    /// <summary>Points in time with an offset from UTC.</summary>
    DateTimeOffset = 15,
}

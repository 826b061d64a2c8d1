namespace Microsoft.ML.Data;

/// <summary>Something to be done with the .NET type behind a column, once that type is known at compile time.</summary>
internal interface IRawTypeVisitor<out TResult>
{
    TResult Visit<T>();
}

/// <summary>
/// The .NET type in which a column's values are held, in a form that generic code can be entered with. It takes the
/// place of reflection over generic methods, so that column code also runs compiled ahead of time.
/// </summary>
internal abstract class RawType
{
    public abstract Type Type { get; }

    public abstract RawType Vector { get; }

    /// <summary>A <see cref="ValueCopier{T}"/> of this type.</summary>
    public abstract Delegate Copier { get; }

    public abstract TResult Accept<TResult>(IRawTypeVisitor<TResult> visitor);

    public static RawType Of<T>() => RawType<T>.Instance;

    /// <summary>Finds the raw type of a .NET type: the ones that ML.NET knows without, any other with reflection.</summary>
    public static RawType Of(Type type) => Known.TryGetValue(type, out RawType? known)
        ? known
        : (RawType)Activator.CreateInstance(typeof(RawType<>).MakeGenericType(type))!;

    private static readonly Dictionary<Type, RawType> Known = new RawType[]
    {
        Of<sbyte>(), Of<byte>(), Of<short>(), Of<ushort>(), Of<int>(), Of<uint>(), Of<long>(), Of<ulong>(),
        Of<float>(), Of<double>(), Of<bool>(), Of<ReadOnlyMemory<char>>(), Of<DateTime>(), Of<DateTimeOffset>(),
        Of<TimeSpan>(), Of<DataViewRowId>(),
    }.ToDictionary(raw => raw.Type);
}

internal sealed class RawType<T> : RawType
{
    public static readonly RawType<T> Instance = new();

    public override Type Type => typeof(T);

    public override RawType Vector => RawVectorType<T>.Instance;

    public override Delegate Copier { get; } = (ValueCopier<T>)((in T source, ref T target) => target = source);

    public override TResult Accept<TResult>(IRawTypeVisitor<TResult> visitor) => visitor.Visit<T>();
}

/// <summary>Ends the regress VBuffer of VBuffer of …, which a plain <c>RawType&lt;VBuffer&lt;T&gt;&gt;</c> would ask the compiler to build.</summary>
internal sealed class RawVectorType<T> : RawType
{
    public static readonly RawVectorType<T> Instance = new();

    public override Type Type => typeof(VBuffer<T>);

    public override RawType Vector => throw new NotSupportedException("There is no vector of vectors.");

    public override Delegate Copier { get; } = (ValueCopier<VBuffer<T>>)((in VBuffer<T> source, ref VBuffer<T> target) => source.CopyTo(ref target));

    public override TResult Accept<TResult>(IRawTypeVisitor<TResult> visitor) => visitor.Visit<VBuffer<T>>();
}

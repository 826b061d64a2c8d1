using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Code that is written once for all numeric element types.</summary>
public interface INumberVisitor
{
    /// <summary>Called with the C# type of the elements.</summary>
    void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}

/// <summary>Code that is written once for all floating-point element types.</summary>
public interface IFloatVisitor
{
    /// <summary>Called with the C# type of the elements.</summary>
    void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;
}

/// <summary>Gets from an <see cref="ElementType"/> to the C# type, in one place.</summary>
public static class ElementTypeVisitor
{
    /// <summary>Calls the visitor with the C# type of a numeric element type.</summary>
    /// <exception cref="NotSupportedException">The type is not numeric.</exception>
    public static void Number<TVisitor>(ElementType type, ref TVisitor visitor) where TVisitor : struct, INumberVisitor
    {
        switch (type)
        {
            case ElementType.Float32: visitor.Visit<float>(); break;
            case ElementType.Float64: visitor.Visit<double>(); break;
            case ElementType.Float16: visitor.Visit<Half>(); break;
            case ElementType.Int8: visitor.Visit<sbyte>(); break;
            case ElementType.UInt8: visitor.Visit<byte>(); break;
            case ElementType.Int16: visitor.Visit<short>(); break;
            case ElementType.UInt16: visitor.Visit<ushort>(); break;
            case ElementType.Int32: visitor.Visit<int>(); break;
            case ElementType.UInt32: visitor.Visit<uint>(); break;
            case ElementType.Int64: visitor.Visit<long>(); break;
            case ElementType.UInt64: visitor.Visit<ulong>(); break;
            default: throw new NotSupportedException($"Elements of type {type} are not numbers that this operator computes with.");
        }
    }

    /// <summary>Calls the visitor with the C# type of a floating-point element type.</summary>
    /// <exception cref="NotSupportedException">The type is not floating-point.</exception>
    public static void Float<TVisitor>(ElementType type, ref TVisitor visitor) where TVisitor : struct, IFloatVisitor
    {
        switch (type)
        {
            case ElementType.Float32: visitor.Visit<float>(); break;
            case ElementType.Float64: visitor.Visit<double>(); break;
            case ElementType.Float16: visitor.Visit<Half>(); break;
            default: throw new NotSupportedException($"Elements of type {type} are not floating-point numbers that this operator computes with.");
        }
    }

    /// <summary>A scalar tensor of an element type.</summary>
    public static Tensor Scalar(ElementType type, double number)
    {
        var filler = new Filler(new Tensor(type, Shape.Scalar), number);
        if (type == ElementType.Bool) filler.Tensor.AsBytes()[0] = number != 0 ? (byte)1 : (byte)0;
        else Number(type, ref filler);
        return filler.Tensor;
    }

    private readonly struct Filler(Tensor tensor, double number) : INumberVisitor
    {
        public Tensor Tensor => tensor;

        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => tensor.AsSpan<T>().Fill(T.CreateSaturating(number));
    }
}

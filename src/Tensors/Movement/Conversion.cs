using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>Converts elements from any type to any other with ONNX's rules.</summary>
/// <remarks>
/// Floating-point to integer: the fraction is cut off, the range holds (saturates), NaN becomes 0. Integer to integer: the low bits are kept.
/// Anything to Bool: whether it is not 0. Text: invariant culture; INF, -INF and NaN in any case.
/// </remarks>
public static unsafe class Conversion
{
    private const int Grain = 16384;

    /// <summary>True for the types that can be converted.</summary>
    public static bool Supports(ElementType type) =>
        type.IsStorable() && type is not (ElementType.Complex64 or ElementType.Complex128 or (>= ElementType.Float8E4M3FN and <= ElementType.Float8E5M2FNUZ));

    /// <summary>Converts all elements of <paramref name="source"/> to the type of <paramref name="target"/>, which has as many.</summary>
    /// <exception cref="FormatException">Text is no number.</exception>
    public static void Convert(Tensor source, Tensor target)
    {
        if (source.Type == target.Type)
        {
            source.CopyTo(target);
            return;
        }
        if (source.Type == ElementType.BFloat16) Convert(Widen(source), target);
        else if (target.Type == ElementType.BFloat16) Narrow(source, target);
        else if (source.Type == ElementType.String) Parse(source, target);
        else if (target.Type == ElementType.String) Write(source, target);
        else
        {
            var from = new FromVisitor(source, target);
            Dispatch(source.Type, ref from);
        }
    }

    private interface IVisitor
    {
        void Visit<T>() where T : unmanaged, INumberBase<T>;
    }

    private static void Dispatch<TVisitor>(ElementType type, ref TVisitor visitor) where TVisitor : struct, IVisitor
    {
        switch (type)
        {
            case ElementType.Float32: visitor.Visit<float>(); break;
            case ElementType.Float64: visitor.Visit<double>(); break;
            case ElementType.Float16: visitor.Visit<Half>(); break;
            case ElementType.Int8 or ElementType.Int4: visitor.Visit<sbyte>(); break;
            case ElementType.UInt8 or ElementType.Bool or ElementType.UInt4: visitor.Visit<byte>(); break;
            case ElementType.Int16: visitor.Visit<short>(); break;
            case ElementType.UInt16: visitor.Visit<ushort>(); break;
            case ElementType.Int32: visitor.Visit<int>(); break;
            case ElementType.UInt32: visitor.Visit<uint>(); break;
            case ElementType.Int64: visitor.Visit<long>(); break;
            case ElementType.UInt64: visitor.Visit<ulong>(); break;
            default: throw new NotSupportedException($"Elements of type {type} cannot be converted.");
        }
    }

    private readonly struct FromVisitor(Tensor source, Tensor target) : IVisitor
    {
        public void Visit<T>() where T : unmanaged, INumberBase<T>
        {
            var to = new ToVisitor<T>(source, target);
            Dispatch(target.Type, ref to);
        }
    }

    private readonly struct ToVisitor<TFrom>(Tensor source, Tensor target) : IVisitor where TFrom : unmanaged, INumberBase<TFrom>
    {
        public void Visit<TTo>() where TTo : unmanaged, INumberBase<TTo>
        {
            var task = new ConvertTask<TFrom, TTo>((TFrom*)source.Pointer, (TTo*)target.Pointer, target.Type, source.Type.IsFloat());
            Workers.For(checked((int)source.Count), Grain, ref task);
        }
    }

    private readonly struct ConvertTask<TFrom, TTo>(TFrom* x, TTo* y, ElementType type, bool isFloat) : IRangeTask
        where TFrom : unmanaged, INumberBase<TFrom> where TTo : unmanaged, INumberBase<TTo>
    {
        public void Run(int start, int end)
        {
            if (type == ElementType.Bool)
                for (int i = start; i < end; i++) y[i] = TFrom.IsZero(x[i]) ? TTo.Zero : TTo.One;
            else if (type is ElementType.Int4 or ElementType.UInt4)
                for (int i = start; i < end; i++) y[i] = TTo.CreateTruncating(Nibble(x[i]));
            else if (isFloat)
                for (int i = start; i < end; i++) y[i] = TTo.CreateSaturating(x[i]);
            else
                for (int i = start; i < end; i++) y[i] = TTo.CreateTruncating(x[i]);
        }

        private int Nibble(TFrom value)
        {
            if (isFloat) return type == ElementType.Int4 ? Math.Clamp(int.CreateSaturating(value), -8, 7) : Math.Clamp(int.CreateSaturating(value), 0, 15);
            int low = int.CreateTruncating(value) & 15;
            return type == ElementType.Int4 && low > 7 ? low - 16 : low;
        }
    }

    private static Tensor Widen(Tensor source)
    {
        var wide = new Tensor(ElementType.Float32, source.Shape, zeroed: false);
        for (long i = 0; i < source.Count; i++) ((uint*)wide.Pointer)[i] = (uint)((ushort*)source.Pointer)[i] << 16;
        return wide;
    }

    private static void Narrow(Tensor source, Tensor target)
    {
        var wide = new Tensor(ElementType.Float32, source.Shape, zeroed: false);
        Convert(source, wide);
        for (long i = 0; i < source.Count; i++)
        {
            uint bits = ((uint*)wide.Pointer)[i];
            // To the nearest, ties to even; a NaN must not lose the bits that make it one.
            bool nan = (bits & 0x7FFFFFFF) > 0x7F800000;
            ((ushort*)target.Pointer)[i] = (ushort)((nan ? bits | 0x400000 : bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }

    private static void Parse(Tensor source, Tensor target)
    {
        bool whole = !target.Type.IsFloat() && target.Type != ElementType.Bool;
        var numbers = new Tensor(whole ? ElementType.Int64 : ElementType.Float64, source.Shape);
        for (int i = 0; i < source.Strings.Length; i++)
        {
            string text = source.Strings[i].Trim();
            if (whole && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)) numbers.AsSpan<long>()[i] = integer;
            else
            {
                double number = text.ToUpperInvariant() switch
                {
                    "INF" or "+INF" => double.PositiveInfinity,
                    "-INF" => double.NegativeInfinity,
                    "NAN" => double.NaN,
                    "TRUE" => 1,
                    "FALSE" => 0,
                    _ => double.TryParse(text, CultureInfo.InvariantCulture, out double parsed) ? parsed
                        : throw new FormatException($"The text '{text}' (element {i}) is no number, so it cannot be converted to {target.Type}."),
                };
                if (whole) numbers.AsSpan<long>()[i] = long.CreateSaturating(number);
                else numbers.AsSpan<double>()[i] = number;
            }
        }
        Convert(numbers, target);
    }

    private static void Write(Tensor source, Tensor target)
    {
        var visitor = new WriteVisitor(source, target);
        Dispatch(source.Type, ref visitor);
    }

    private readonly struct WriteVisitor(Tensor source, Tensor target) : IVisitor
    {
        public void Visit<T>() where T : unmanaged, INumberBase<T>
        {
            for (int i = 0; i < source.Count; i++)
            {
                T value = Unsafe.Read<T>(source.Pointer + (long)i * sizeof(T));
                target.Strings[i] = source.Type == ElementType.Bool ? T.IsZero(value) ? "False" : "True"
                    : T.IsPositiveInfinity(value) ? "INF"
                    : T.IsNegativeInfinity(value) ? "-INF"
                    : value.ToString(null, CultureInfo.InvariantCulture);
            }
        }
    }
}

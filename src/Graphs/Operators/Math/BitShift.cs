using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The bits of the first operand moved by as many places as the second says, element by element with broadcasting (ONNX BitShift); for unsigned
/// integers. Moved by all their places or more, they are 0.
/// </summary>
/// <param name="Direction"><c>LEFT</c> or <c>RIGHT</c>.</param>
public sealed record BitShift(string Direction) : BitwiseOperator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Direction is not ("LEFT" or "RIGHT")) throw i.Error($"direction '{Direction}' is neither LEFT nor RIGHT");
        if (i.Element(0) is not (ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64))
            throw i.Error($"takes unsigned integers, not {i.Element(0)}");
        base.Infer(i);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => Combine(k, new Function(Direction == "LEFT"));

    private readonly struct Function(bool left) : IBits
    {
        public T Invoke<T>(T a, T b) where T : unmanaged, IBinaryInteger<T>
        {
            int places = int.CreateSaturating(b);
            if (places >= 8 * Unsafe.SizeOf<T>()) return T.Zero;
            return left ? a << places : a >>> places;
        }
    }
}

/// <summary>Applies <see cref="Graphs.BitShift"/>.</summary>
public static class BitShiftBuilder
{
    /// <summary>The bits moved by as many places as <paramref name="places"/> says.</summary>
    public static Value BitShift(this Value x, Value places, bool left) => x.Graph.Add(new BitShift(left ? "LEFT" : "RIGHT"), x, places);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<BitShift>();
}

using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A matrix of the operand's shape with ones on a diagonal, zeros elsewhere (ONNX EyeLike).</summary>
/// <param name="Dtype">The type of its elements; the operand's when left out.</param>
/// <param name="K">How far the diagonal lies to the right of the main one; negative: to the left.</param>
public sealed record EyeLike(ElementType? Dtype = null, int K = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2, 2);
        i.Output(Dtype ?? i.Element(0), i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var ones = new Ones(k.Output(0), K);
        ElementType type = k.Output(0).Type;
        ElementTypeVisitor.Number(type == ElementType.Bool ? ElementType.UInt8 : type, ref ones);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private readonly unsafe struct Ones(Tensor y, int diagonal) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            y.AsBytes().Clear();
            int rows = y.Shape[0], columns = y.Shape[1];
            for (long r = Math.Max(0, -(long)diagonal); r < rows && r + diagonal < columns; r++) ((T*)y.Pointer)[r * columns + r + diagonal] = T.One;
        }
    }
}

/// <summary>Applies <see cref="EyeLike"/>.</summary>
public static class EyeLikeBuilder
{
    /// <summary>A matrix of this one's shape with ones on the diagonal that lies <paramref name="diagonal"/> to the right of the main one.</summary>
    public static Value EyeLike(this Value x, int diagonal = 0, ElementType? type = null) => x.Graph.Add(new EyeLike(type, diagonal), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<EyeLike>();
}

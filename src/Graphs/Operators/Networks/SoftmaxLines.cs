using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What Softmax, LogSoftmax and the losses built on them share: lines along one axis of any floating-point type.</summary>
internal static unsafe class SoftmaxLines
{
    /// <summary>Softmax, or its logarithm, of <paramref name="x"/> along an axis.</summary>
    public static void Run(Kernel k, Tensor x, Tensor y, int axis, bool logarithm)
    {
        (int outer, int n, int inner) = Split(x.Shape, axis);
        if (x.Type == ElementType.Float32 && !k.Reference)
        {
            VectorSoftmax.Run(x.As<float>(), y.As<float>(), outer, n, inner, logarithm);
            return;
        }
        var forward = new Forward(x, y, outer, n, inner, logarithm);
        ElementTypeVisitor.Float(x.Type, ref forward);
    }

    /// <summary>The gradient of Softmax, or of its logarithm, from the gradient of its result and its result.</summary>
    public static void RunGradient(Kernel k, Tensor dy, Tensor y, Tensor dx, int axis, bool logarithm)
    {
        (int outer, int n, int inner) = Split(y.Shape, axis);
        if (y.Type == ElementType.Float32 && !k.Reference)
        {
            VectorSoftmax.Gradient(dy.As<float>(), y.As<float>(), dx.As<float>(), outer, n, inner, logarithm);
            return;
        }
        var backward = new Backward(dy, y, dx, outer, n, inner, logarithm);
        ElementTypeVisitor.Float(y.Type, ref backward);
    }

    /// <summary>The lengths before, along and after an axis.</summary>
    public static (int Outer, int Length, int Inner) Split(Shape shape, int axis)
    {
        if (shape.Rank == 0) return (1, 1, 1);
        if (axis < 0) axis += shape.Rank;
        return (checked((int)shape.CountBetween(0, axis)), shape[axis], checked((int)shape.CountBetween(axis + 1, shape.Rank)));
    }

    private readonly struct Forward(Tensor x, Tensor y, int outer, int n, int inner, bool logarithm) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            for (long line = 0; line < (long)outer * inner; line++)
            {
                long at = line / inner * n * inner + line % inner;
                T* source = x.As<T>() + at, target = y.As<T>() + at;
                T largest = T.NegativeInfinity;
                for (long i = 0; i < n; i++) largest = T.Max(largest, source[i * inner]);
                double sum = 0;
                for (long i = 0; i < n; i++) sum += double.CreateSaturating(T.Exp(source[i * inner] - largest));
                T total = T.CreateSaturating(sum);
                for (long i = 0; i < n; i++)
                {
                    T shifted = source[i * inner] - largest;
                    target[i * inner] = logarithm ? shifted - T.Log(total) : T.Exp(shifted) / total;
                }
            }
        }
    }

    private readonly struct Backward(Tensor dy, Tensor y, Tensor dx, int outer, int n, int inner, bool logarithm) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            for (long line = 0; line < (long)outer * inner; line++)
            {
                long at = line / inner * n * inner + line % inner;
                T* g = dy.As<T>() + at, result = y.As<T>() + at, target = dx.As<T>() + at;
                double sum = 0;
                for (long i = 0; i < n * inner; i += inner)
                    sum += double.CreateSaturating(logarithm ? g[i] : g[i] * result[i]);
                T total = T.CreateSaturating(sum);
                for (long i = 0; i < n * inner; i += inner)
                    target[i] = logarithm ? g[i] - T.Exp(result[i]) * total : result[i] * (g[i] - total);
            }
        }
    }
}

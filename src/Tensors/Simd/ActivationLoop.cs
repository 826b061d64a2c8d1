using System.Numerics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Applies an <see cref="Activation"/> to a row of numbers in place.</summary>
internal static unsafe class ActivationLoop
{
    public static void Apply(Activation activation, float* x, int count, float alpha, float beta)
    {
        switch (activation)
        {
            case Activation.None: break;
            case Activation.Relu: Loop<Clip>(x, count, 0, float.PositiveInfinity); break;
            case Activation.LeakyRelu: Loop<LeakyRelu>(x, count, alpha, 0); break;
            case Activation.Clip: Loop<Clip>(x, count, alpha, beta); break;
            case Activation.Sigmoid: Loop<Sigmoid>(x, count, 0, 0); break;
            case Activation.Tanh: Loop<Tanh>(x, count, 0, 0); break;
            case Activation.HardSigmoid: Loop<HardSigmoid>(x, count, alpha, beta); break;
            case Activation.HardSwish: Loop<HardSwish>(x, count, 1f / 6, 0.5f); break;
            case Activation.Silu: Loop<Silu>(x, count, 0, 0); break;
            default: throw new ArgumentOutOfRangeException(nameof(activation), activation, "Gemm knows no such activation.");
        }
    }

    private static void Loop<TFunction>(float* x, int count, float alpha, float beta) where TFunction : struct, IFunction
    {
        Vector<float> a = new(alpha), b = new(beta);
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count) TFunction.Invoke(Vector.Load(x + i), a, b).Store(x + i);
        if (i == count) return;

        // The last few go through the same vector arithmetic, so a number's result does not depend on where it stands.
        float* rest = stackalloc float[Vector<float>.Count];
        for (int j = i; j < count; j++) rest[j - i] = x[j];
        TFunction.Invoke(Vector.Load(rest), a, b).Store(rest);
        for (int j = i; j < count; j++) x[j] = rest[j - i];
    }

    // The native forms return their second operand when one is NaN, so NaN goes through.
    private static Vector<float> Limit(Vector<float> x, Vector<float> min, Vector<float> max) =>
        Vector.MinNative(max, Vector.MaxNative(min, x));

    private interface IFunction
    {
        static abstract Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta);
    }

    private readonly struct Clip : IFunction
    {
        public static Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta) => Limit(x, alpha, beta);
    }

    private readonly struct LeakyRelu : IFunction
    {
        public static Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta) =>
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), alpha * x, x);
    }

    private readonly struct Sigmoid : IFunction
    {
        public static Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta) =>
            Vector<float>.One / (Vector<float>.One + Vector.Exp(-x));
    }

    private readonly struct Silu : IFunction
    {
        public static Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta) => x / (Vector<float>.One + Vector.Exp(-x));
    }

    private readonly struct HardSigmoid : IFunction
    {
        public static Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta) =>
            Limit(alpha * x + beta, Vector<float>.Zero, Vector<float>.One);
    }

    private readonly struct HardSwish : IFunction
    {
        public static Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta) =>
            x * Limit(alpha * x + beta, Vector<float>.Zero, Vector<float>.One);
    }

    /// <summary>1 - 2 / (exp(2|x|) + 1) with x's sign; near 0, where that loses digits, the odd polynomial of Cephes' tanhf.</summary>
    private readonly struct Tanh : IFunction
    {
        public static Vector<float> Invoke(Vector<float> x, Vector<float> alpha, Vector<float> beta)
        {
            Vector<float> size = Vector.Abs(x);
            Vector<float> far = Vector<float>.One - new Vector<float>(2) / (Vector.Exp(size + size) + Vector<float>.One);
            far = Vector.CopySign(far, x);

            Vector<float> square = x * x;
            Vector<float> near = new Vector<float>(-5.70498872745e-3f) * square + new Vector<float>(2.06390887954e-2f);
            near = near * square + new Vector<float>(-5.37397155531e-2f);
            near = near * square + new Vector<float>(1.33314422036e-1f);
            near = near * square + new Vector<float>(-3.33332819422e-1f);
            near = near * square * x + x;
            return Vector.ConditionalSelect(Vector.LessThan(size, new Vector<float>(0.625f)), near, far);
        }
    }
}

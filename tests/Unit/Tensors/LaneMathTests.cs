using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

/// <summary>Scans all sizes of single-precision numbers and holds the vector functions against double precision.</summary>
public unsafe class LaneMathTests
{
    private const uint Step = 977;

    [Fact]
    public void ExpIsWithinTwoUnits() => Scan(default(Exp), Math.Exp, 2);

    [Fact]
    public void LogIsWithinTwoUnits() => Scan(default(Log), Math.Log, 2);

    [Fact]
    public void TanhIsWithinThreeUnits() => Scan(default(Tanh), Math.Tanh, 3);

    [Fact]
    public void ErfIsWithinThreeUnits() => Scan(default(Erf), x => FloatNumber<double>.Erf(new(x)).Value, 3, 97 * Step);

    [Fact]
    public void AtanIsWithinThreeUnits() => Scan(default(Atan), Math.Atan, 3);

    // 1 + e^88.7 overflows: results that small are 0.
    [Fact]
    public void SigmoidIsWithinThreeUnits() => Scan(default(Sigmoid), x => x < -88 ? 0 : 1 / (1 + Math.Exp(-x)), 3, smallest: 1.2e-38);

    private static void Scan<F>(F f, Func<double, double> exact, double limit, uint step = Step, double smallest = 0) where F : struct, IUnaryFunction
    {
        Scan<F, Lanes512>(f, exact, limit, step, smallest);
        Scan<F, Lanes256>(f, exact, limit, step, smallest);
        Scan<F, Lanes128>(f, exact, limit, step, smallest);
    }

    private static void Scan<F, V>(F f, Func<double, double> exact, double limit, uint step, double smallest)
        where F : struct, IUnaryFunction where V : struct, IVectorLanes<V>
    {
        float* x = stackalloc float[V.Count], y = stackalloc float[V.Count];
        for (ulong bits = 0; bits <= uint.MaxValue; bits += (ulong)step * (uint)V.Count)
        {
            for (int i = 0; i < V.Count; i++) x[i] = BitConverter.UInt32BitsToSingle((uint)(bits + (ulong)i * step));
            f.Invoke(V.Load(x)).Store(y);
            for (int i = 0; i < V.Count; i++)
            {
                double expected = exact(x[i]);
                if (Fits(y[i], expected, limit) || Math.Abs(y[i] - expected) < smallest) continue;
                Assert.Fail($"{typeof(F).Name}<{typeof(V).Name}>({x[i]:R}) is {y[i]:R}, expected {expected:R}: {Math.Abs(y[i] - expected) / Unit(expected)} units");
            }
        }
    }

    private static bool Fits(float actual, double expected, double limit)
    {
        if (double.IsNaN(expected)) return float.IsNaN(actual);
        float rounded = (float)expected;
        return actual == rounded || Math.Abs(actual - expected) <= limit * Unit(expected);
    }

    private static double Unit(double value)
    {
        float rounded = Math.Min(float.MaxValue / 2, Math.Abs((float)value));
        return MathF.BitIncrement(rounded) - rounded;
    }

    private readonly struct Exp : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Exp(x);
    }

    private readonly struct Atan : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Atan(x);
    }

    private readonly struct Log : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Log(x);
    }

    private readonly struct Tanh : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Tanh(x);
    }

    private readonly struct Erf : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Erf(x);
    }

    private readonly struct Sigmoid : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(1) / (V.Create(1) + V.Exp(-x));
    }
}

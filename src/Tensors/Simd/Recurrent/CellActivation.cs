namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The functions that recurrent cells apply to their gates and states.</summary>
public enum CellFunction
{
    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>alpha · x + beta.</summary>
    Affine,

    /// <summary>x where it is positive, alpha · x elsewhere.</summary>
    LeakyRelu,

    /// <summary>x where it is above alpha, 0 elsewhere.</summary>
    ThresholdedRelu,

    /// <summary>alpha · tanh(beta · x).</summary>
    ScaledTanh,

    /// <summary>alpha · x + beta held in 0 … 1.</summary>
    HardSigmoid,

    /// <summary>x where it is positive, alpha · (exp(x) - 1) elsewhere.</summary>
    Elu,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>ln(1 + exp(x)).</summary>
    Softplus,
}

/// <summary>A function of a recurrent cell with its parameters.</summary>
/// <param name="Function">The function.</param>
/// <param name="Alpha">Its first parameter.</param>
/// <param name="Beta">Its second parameter.</param>
public readonly record struct CellActivation(CellFunction Function, float Alpha = 0, float Beta = 0)
{
    /// <summary>The function of one number.</summary>
    public double Invoke(double x) => Function switch
    {
        CellFunction.Sigmoid => 1 / (1 + Math.Exp(-x)),
        CellFunction.Tanh => Math.Tanh(x),
        CellFunction.Relu => Math.Max(0, x),
        CellFunction.Affine => Alpha * x + Beta,
        CellFunction.LeakyRelu => x < 0 ? Alpha * x : x,
        CellFunction.ThresholdedRelu => x > Alpha ? x : 0,
        CellFunction.ScaledTanh => Alpha * Math.Tanh(Beta * x),
        CellFunction.HardSigmoid => Math.Clamp(Alpha * x + Beta, 0, 1),
        CellFunction.Elu => x < 0 ? Alpha * (Math.Exp(x) - 1) : x,
        CellFunction.Softsign => x / (1 + Math.Abs(x)),
        _ => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x)),
    };

    /// <summary>Applies the function to numbers in place.</summary>
    internal unsafe void Apply(float* x, int count)
    {
        switch (Function)
        {
            case CellFunction.Sigmoid: Vectorized.Map(default(Sigmoid), x, x, count); break;
            case CellFunction.Tanh: Vectorized.Map(default(Tanh), x, x, count); break;
            case CellFunction.Relu: Vectorized.Map(new Leaky(0), x, x, count); break;
            case CellFunction.Affine: Vectorized.Map(new Affine(Alpha, Beta), x, x, count); break;
            case CellFunction.LeakyRelu: Vectorized.Map(new Leaky(Alpha), x, x, count); break;
            case CellFunction.ThresholdedRelu: Vectorized.Map(new Thresholded(Alpha), x, x, count); break;
            case CellFunction.ScaledTanh: Vectorized.Map(new Scaled(Alpha, Beta), x, x, count); break;
            case CellFunction.HardSigmoid: Vectorized.Map(new Hard(Alpha, Beta), x, x, count); break;
            case CellFunction.Elu: Vectorized.Map(new Exponential(Alpha), x, x, count); break;
            case CellFunction.Softsign: Vectorized.Map(default(Softsign), x, x, count); break;
            default: Vectorized.Map(default(Softplus), x, x, count); break;
        }
    }

    private readonly struct Sigmoid : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(1) / (V.Create(1) + V.Exp(-x));
    }

    private readonly struct Tanh : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Tanh(x);
    }

    private readonly struct Affine(float alpha, float beta) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(alpha) * x + V.Create(beta);
    }

    private readonly struct Leaky(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(x, V.Create(0)), V.Create(alpha) * x, x);
    }

    private readonly struct Thresholded(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(V.Create(alpha), x), x, V.Create(0));
    }

    private readonly struct Scaled(float alpha, float beta) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(alpha) * V.Tanh(V.Create(beta) * x);
    }

    private readonly struct Hard(float alpha, float beta) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Max(V.Create(0), V.Min(V.Create(1), V.Create(alpha) * x + V.Create(beta)));
    }

    private readonly struct Exponential(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(x, V.Create(0)), V.Create(alpha) * (V.Exp(x) - V.Create(1)), x);
    }

    private readonly struct Softsign : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => x / (V.Create(1) + V.Abs(x));
    }

    private readonly struct Softplus : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Max(x, V.Create(0)) + V.Log(V.Create(1) + V.Exp(-V.Abs(x)));
    }
}

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>An elementwise function that <see cref="Gemm"/> can apply to its result while it is still in the cache.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where x is positive, <see cref="Epilogue.Alpha"/> · x elsewhere.</summary>
    LeakyRelu,

    /// <summary>x limited to [<see cref="Epilogue.Alpha"/>, <see cref="Epilogue.Beta"/>].</summary>
    Clip,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x limited to [0, 1] after scaling: max(0, min(1, <see cref="Epilogue.Alpha"/> · x + <see cref="Epilogue.Beta"/>)).</summary>
    HardSigmoid,

    /// <summary>x · max(0, min(1, x / 6 + 1/2)).</summary>
    HardSwish,

    /// <summary>x / (1 + exp(-x)), also known as Swish.</summary>
    Silu,
}

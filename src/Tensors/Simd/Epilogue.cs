namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>What <see cref="Gemm"/> adds to and applies on each element of its result: activation(result + bias).</summary>
public unsafe struct Epilogue
{
    /// <summary>A number for each column of the result (N of them), or null. With <see cref="RowBias"/> both are added.</summary>
    public float* ColumnBias;

    /// <summary>A number for each row of the result (M of them), or null.</summary>
    public float* RowBias;

    /// <summary>The function applied last.</summary>
    public Activation Activation;

    /// <summary>The first parameter of <see cref="Activation"/>: a slope, a scale or a lower limit.</summary>
    public float Alpha;

    /// <summary>The second parameter of <see cref="Activation"/>: an offset or an upper limit.</summary>
    public float Beta;

    /// <summary>True when nothing is added and nothing applied.</summary>
    public readonly bool IsEmpty => ColumnBias == null && RowBias == null && Activation == Activation.None;
}

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// How a tile's sums become elements of C: activation(clamp(leak(alpha · sum + beta · C + bias))). Built once a block of K; the
/// clamp and the leak are what the kernels do in registers, the activation is a pass over the finished tile.
/// </summary>
internal unsafe struct TileFinish
{
    /// <summary>C = sum, with no bias, no clamp and no activation.</summary>
    public static readonly TileFinish Store = new() { Alpha = 1, Slope = 1, Min = float.NegativeInfinity, Max = float.PositiveInfinity, Plain = true };

    public float Alpha;
    public float Beta;

    /// <summary>Bias of the whole matrix C, indexed by the tile's first column; or null.</summary>
    public float* ColumnBias;

    /// <summary>Bias of the whole matrix C, indexed by the tile's first row; or null.</summary>
    public float* RowBias;

    /// <summary>Factor in (0, 1] on negative values; 1 leaves them.</summary>
    public float Slope;
    public float Min;
    public float Max;

    /// <summary>What is left to apply after the registers are written; None in most cases.</summary>
    public Activation Activation;
    public float ActivationAlpha;
    public float ActivationBeta;

    /// <summary>True when C = sum or C = sum + C is all there is to do.</summary>
    public bool Plain;

    /// <summary>The finish of one block of K: beta counts in the first one only, the epilogue in the last one only.</summary>
    public static TileFinish Create(float alpha, float beta, in Epilogue epilogue, bool first, bool last)
    {
        TileFinish finish = Store;
        finish.Alpha = alpha;
        finish.Beta = first ? beta : 1;
        if (last)
        {
            finish.ColumnBias = epilogue.ColumnBias;
            finish.RowBias = epilogue.RowBias;
            finish.Apply(epilogue.Activation, epilogue.Alpha, epilogue.Beta);
        }
        finish.Plain = alpha == 1 && finish.Beta is 0 or 1 && finish.ColumnBias == null && finish.RowBias == null
            && finish is { Slope: 1, Min: float.NegativeInfinity, Max: float.PositiveInfinity };
        return finish;
    }

    private void Apply(Activation activation, float alpha, float beta)
    {
        switch (activation)
        {
            case Activation.Relu:
                Min = 0;
                break;
            case Activation.Clip:
                Min = alpha;
                Max = beta;
                break;
            case Activation.LeakyRelu when alpha is > 0 and <= 1:
                Slope = alpha;
                break;
            default:
                Activation = activation;
                ActivationAlpha = alpha;
                ActivationBeta = beta;
                break;
        }
    }
}

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Where the vectors of a batch of heads lie: distances in numbers from batch to batch, head to head and row to row.</summary>
public readonly record struct HeadLayout(nint Batch, nint Head, nint Row)
{
    /// <summary>Heads side by side in each row, [batch, rows, heads · width], or one after the other, [batch, heads, rows, width].</summary>
    public static HeadLayout Of(bool sideBySide, int heads, int rows, int width) => sideBySide
        ? new((nint)rows * heads * width, width, (nint)heads * width)
        : new((nint)heads * rows * width, (nint)rows * width, width);
}

/// <summary>Scaled dot-product attention, y = softmax(scale · q · kᵀ + mask) · v for each head of each batch, on matrices in memory.</summary>
public unsafe struct AttentionArguments
{
    /// <summary>The number of batches.</summary>
    public int Batches;

    /// <summary>The number of heads of q and y.</summary>
    public int Heads;

    /// <summary>The number of heads of k and v, each of which serves <see cref="Heads"/> / <see cref="KeyHeads"/> neighbouring heads.</summary>
    public int KeyHeads;

    /// <summary>Rows of q and y.</summary>
    public int Rows;

    /// <summary>Rows of k and v.</summary>
    public int Keys;

    /// <summary>The width of a row of q and k.</summary>
    public int Width;

    /// <summary>The width of a row of v and y.</summary>
    public int ValueWidth;

    /// <summary>The factor on the products.</summary>
    public float Scale;

    /// <summary>Where not 0, scores x become softcap · tanh(x / softcap).</summary>
    public float Softcap;

    /// <summary>When true, row i sees no further than key i + <see cref="Before"/>.</summary>
    public bool Causal;

    /// <summary>The number of keys before the one that belongs to the first row.</summary>
    public int Before;

    /// <summary>The queries.</summary>
    public float* Q;

    /// <summary>The keys.</summary>
    public float* K;

    /// <summary>The values.</summary>
    public float* V;

    /// <summary>The result.</summary>
    public float* Y;

    /// <summary>Where the queries lie.</summary>
    public HeadLayout QLayout;

    /// <summary>Where the keys lie.</summary>
    public HeadLayout KLayout;

    /// <summary>Where the values lie.</summary>
    public HeadLayout VLayout;

    /// <summary>Where the results lie.</summary>
    public HeadLayout YLayout;

    /// <summary>Numbers to add to the scores, or null.</summary>
    public float* Mask;

    /// <summary>Where the mask's rows lie; a distance is 0 where it repeats.</summary>
    public HeadLayout MaskLayout;

    /// <summary>The distance of the mask's numbers in a row: 1, or 0 where one number serves all keys.</summary>
    public int MaskStep;

    /// <summary>How many keys of each batch count, or null.</summary>
    public long* Lengths;
}

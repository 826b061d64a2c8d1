namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The simple recurrent layer (Elman 1990): h' = f(x · W + h · R + bias).</summary>
public sealed unsafe class RnnLayer : RecurrentLayer
{
    private readonly PackedMatrix _weights;

    /// <summary>A layer with its weights.</summary>
    /// <param name="input">The length of an input.</param>
    /// <param name="hidden">The length of the state.</param>
    /// <param name="w">[hidden, input].</param>
    /// <param name="r">[hidden, hidden].</param>
    /// <param name="activations">The one function.</param>
    /// <param name="clip">The bound on the function's argument; infinity for none.</param>
    public RnnLayer(int input, int hidden, float* w, float* r, ReadOnlySpan<CellActivation> activations, float clip)
        : base(1, input, hidden, w, activations, clip) =>
        _weights = PackedMatrix.Right(r, hidden, hidden, hidden, transpose: true);

    /// <inheritdoc/>
    public override void SetWeights(float* w, float* r)
    {
        base.SetWeights(w, r);
        _weights.Refill(r, Hidden, transpose: true);
    }

    private protected override void Step(float* gates, int batch)
    {
        Recur(batch, Hidden, Hidden, HiddenState, Width, _weights, gates, Columns, add: true);
        ForRows(batch, 0, last: true);
    }

    private protected override void Row(float* gates, int row, int phase)
    {
        Activate(gates, Activations[0]);
        Buffer.MemoryCopy(gates, HiddenState + row * Width, Hidden * sizeof(float), Hidden * sizeof(float));
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997; peepholes: Gers and Schmidhuber 2000). The gates stand in the order input, output,
/// forget, cell.
/// </summary>
public sealed unsafe class LstmLayer : RecurrentLayer
{
    private readonly PackedMatrix _weights;
    private readonly bool _coupled, _plain;

    /// <summary>A layer with its weights.</summary>
    /// <param name="input">The length of an input.</param>
    /// <param name="hidden">The length of the state.</param>
    /// <param name="w">[4 · hidden, input].</param>
    /// <param name="r">[4 · hidden, hidden].</param>
    /// <param name="activations">Those of the gates, of the cell's input and of its state.</param>
    /// <param name="clip">The bound on the functions' arguments; infinity for none.</param>
    /// <param name="coupled">Whether the forget gate is 1 minus the input gate.</param>
    public LstmLayer(int input, int hidden, float* w, float* r, ReadOnlySpan<CellActivation> activations, float clip, bool coupled)
        : base(4, input, hidden, w, activations, clip)
    {
        _weights = PackedMatrix.Right(r, hidden, 4 * hidden, hidden, transpose: true);
        _coupled = coupled;
        _plain = !coupled && float.IsInfinity(clip) && activations is [{ Function: CellFunction.Sigmoid }, { Function: CellFunction.Tanh }, { Function: CellFunction.Tanh }];
    }

    /// <inheritdoc/>
    public override void SetWeights(float* w, float* r)
    {
        base.SetWeights(w, r);
        _weights.Refill(r, Hidden, transpose: true);
    }

    private protected override void Step(float* gates, int batch)
    {
        Recur(batch, Columns, Hidden, HiddenState, Width, _weights, gates, Columns, add: true);
        ForRows(batch, 0, last: true);
    }

    private protected override void Row(float* gates, int row, int phase)
    {
        float* c = CellState + row * Width, h = HiddenState + row * Width;
        if (!_plain || Peepholes != null) Any(gates, c, h);
        else if (Vector512.IsHardwareAccelerated) Plain<Lanes512>(gates, c, h);
        else if (Vector256.IsHardwareAccelerated) Plain<Lanes256>(gates, c, h);
        else Plain<Lanes128>(gates, c, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Plain<V>(float* gates, float* c, float* h) where V : struct, IVectorLanes<V>
    {
        float* output = gates + Hidden, forget = output + Hidden, cell = forget + Hidden;
        V one = V.Create(1);
        for (int j = 0; j < Hidden; j += V.Count)
        {
            V i = one / (one + LaneMath.Exp(-V.Load(gates + j))), f = one / (one + LaneMath.Exp(-V.Load(forget + j)));
            V state = V.FusedMultiplyAdd(f, V.Load(c + j), i * LaneMath.Tanh(V.Load(cell + j)));
            state.Store(c + j);
            (LaneMath.Tanh(state) / (one + LaneMath.Exp(-V.Load(output + j)))).Store(h + j);
        }
    }

    private void Any(float* gates, float* c, float* h)
    {
        int n = Hidden;
        float* output = gates + n, forget = output + n, cell = forget + n;
        if (Peepholes != null)
        {
            Vectorized.Map(default(AddProduct), gates, Peepholes, c, gates, n);
            Vectorized.Map(default(AddProduct), forget, Peepholes + 2 * n, c, forget, n);
        }
        Activate(gates, Activations[0]);
        if (_coupled) Vectorized.Map(default(Rest), gates, forget, n);
        else Activate(forget, Activations[0]);
        Activate(cell, Activations[1]);
        Vectorized.Map(default(State), forget, c, gates, cell, c, n);
        if (Peepholes != null) Vectorized.Map(default(AddProduct), output, Peepholes + n, c, output, n);
        Activate(output, Activations[0]);
        Buffer.MemoryCopy(c, h, n * sizeof(float), n * sizeof(float));
        Activations[2].Apply(h, n);
        Vectorized.Map(default(Product), h, 1, output, 1, h, n);
    }

    private readonly struct AddProduct : ITernaryFunction
    {
        public V Invoke<V>(V sum, V a, V b) where V : struct, IFloatLanes<V> => sum + a * b;
    }

    private readonly struct Rest : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(1) - x;
    }

    private readonly struct State : IQuaternaryFunction
    {
        public V Invoke<V>(V forget, V c, V input, V cell) where V : struct, IFloatLanes<V> => forget * c + input * cell;
    }

    private readonly struct Product : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a * b;
    }
}

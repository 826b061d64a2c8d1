using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Gated recurrent unit (Cho et al. 2014). The gates stand in the order update, reset, hidden.</summary>
public sealed unsafe class GruLayer : RecurrentLayer
{
    private readonly PackedMatrix _weights;
    private readonly PackedMatrix? _hiddenWeights;
    private readonly bool _resetsAfter, _plain;
    private float* _bias;

    /// <summary>A layer with its weights.</summary>
    /// <param name="input">The length of an input.</param>
    /// <param name="hidden">The length of the state.</param>
    /// <param name="w">[3 · hidden, input].</param>
    /// <param name="r">[3 · hidden, hidden].</param>
    /// <param name="activations">Those of the gates and of the hidden part.</param>
    /// <param name="clip">The bound on the functions' arguments; infinity for none.</param>
    /// <param name="resetsAfter">Whether the reset gate applies to the state's product with its weights instead of to the state.</param>
    public GruLayer(int input, int hidden, float* w, float* r, ReadOnlySpan<CellActivation> activations, float clip, bool resetsAfter)
        : base(3, input, hidden, w, activations, clip)
    {
        _resetsAfter = resetsAfter;
        _plain = float.IsInfinity(clip) && activations is [{ Function: CellFunction.Sigmoid }, { Function: CellFunction.Tanh }];
        _weights = PackedMatrix.Right(r, hidden, (resetsAfter ? 3 : 2) * hidden, hidden, transpose: true);
        if (!resetsAfter) _hiddenWeights = PackedMatrix.Right(r + 2L * hidden * hidden, hidden, hidden, hidden, transpose: true);
    }

    /// <inheritdoc/>
    public override void SetWeights(float* w, float* r)
    {
        base.SetWeights(w, r);
        _weights.Refill(r, Hidden, transpose: true);
        _hiddenWeights?.Refill(r + 2L * Hidden * Hidden, Hidden, transpose: true);
    }

    private protected override int GatesWithRecurrentBias => _resetsAfter ? 2 : 3;

    // Either the state's products, or the state after the reset gate; behind them a recurrent bias that only the hidden part has.
    private protected override long Extra(int batch) => _resetsAfter ? (batch + 1L) * Columns + 32 : (long)batch * Width;

    private protected override void Step(float* gates, int batch)
    {
        if (_resetsAfter)
        {
            PlaceBias(batch);
            Recur(batch, Columns, Hidden, HiddenState, Width, _weights, ExtraMemory, Columns, add: false, _bias);
            ForRows(batch, 0, last: true);
            return;
        }
        Recur(batch, 2 * Hidden, Hidden, HiddenState, Width, _weights, gates, Columns, add: true);
        ForRows(batch, 1, last: false);
        Recur(batch, Hidden, Hidden, ExtraMemory, Width, _hiddenWeights!, gates + 2 * Hidden, Columns, add: true);
        ForRows(batch, 2, last: true);
    }

    private void PlaceBias(int batch)
    {
        _bias = Bias == null ? null : ExtraMemory + (long)batch * Columns + 16;
        if (_bias == null) return;
        new Span<float>(_bias, 2 * Hidden).Clear();
        new Span<float>(Bias + Columns + 2 * Hidden, Hidden).CopyTo(new Span<float>(_bias + 2 * Hidden, Hidden));
    }

    private protected override void Row(float* gates, int row, int phase)
    {
        float* h = HiddenState + row * Width, extra = ExtraMemory + row * (long)(_resetsAfter ? Columns : Width);
        if (!_plain) Any(gates, h, extra, phase);
        else if (Vector512.IsHardwareAccelerated) Plain<Lanes512>(gates, h, extra, phase);
        else if (Vector256.IsHardwareAccelerated) Plain<Lanes256>(gates, h, extra, phase);
        else Plain<Lanes128>(gates, h, extra, phase);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Plain<V>(float* gates, float* h, float* extra, int phase) where V : struct, IVectorLanes<V>
    {
        int n = Hidden;
        float* reset = gates + n, hidden = reset + n;
        V one = V.Create(1);
        for (int j = 0; j < n; j += V.Count)
        {
            V state = V.Load(h + j);
            if (phase == 1)
            {
                (state / (one + LaneMath.Exp(-V.Load(reset + j)))).Store(extra + j);
                continue;
            }
            V update = V.Load(gates + j), candidate = V.Load(hidden + j);
            if (phase == 0)
            {
                update += V.Load(extra + j);
                V r = one / (one + LaneMath.Exp(-(V.Load(reset + j) + V.Load(extra + n + j))));
                candidate = V.FusedMultiplyAdd(r, V.Load(extra + 2 * n + j), candidate);
            }
            candidate = LaneMath.Tanh(candidate);
            V z = one / (one + LaneMath.Exp(-update));
            V.FusedMultiplyAdd(z, state - candidate, candidate).Store(h + j);
        }
    }

    private void Any(float* gates, float* h, float* extra, int phase)
    {
        int n = Hidden;
        float* reset = gates + n, hidden = reset + n;
        if (phase == 0) Vectorized.Map(default(Sum), gates, 1, extra, 1, gates, 2 * n);
        if (phase < 2) Activate(reset, Activations[0]);
        if (phase == 1)
        {
            Vectorized.Map(default(Product), reset, 1, h, 1, extra, n);
            return;
        }
        if (phase == 0) Vectorized.Map(default(AddProduct), hidden, reset, extra + 2 * n, hidden, n);
        Activate(gates, Activations[0]);
        Activate(hidden, Activations[1]);
        Vectorized.Map(default(Mix), gates, h, hidden, h, n);
    }

    private readonly struct Sum : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }

    private readonly struct Product : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a * b;
    }

    private readonly struct AddProduct : ITernaryFunction
    {
        public V Invoke<V>(V sum, V a, V b) where V : struct, IFloatLanes<V> => sum + a * b;
    }

    private readonly struct Mix : ITernaryFunction
    {
        public V Invoke<V>(V z, V state, V candidate) where V : struct, IFloatLanes<V> => z * (state - candidate) + candidate;
    }
}

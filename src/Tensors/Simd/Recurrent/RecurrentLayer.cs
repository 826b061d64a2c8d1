namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// One direction of a recurrent layer in single precision. The products of the inputs of many steps are one matrix multiply; then each step
/// multiplies the state with packed weights and runs the cell on all sequences.
/// </summary>
/// <remarks>One object serves one run at a time. States stand in rows filled up to whole vectors, so the cells' loops need no remainder.</remarks>
public abstract unsafe class RecurrentLayer
{
    private const int ElementsOfPiece = 4096;

    // The products of so many steps are made at once as stay in the second-level cache until they are used.
    private const int MostProducts = 1 << 18;

    private readonly PackedMatrix _inputWeights;
    private RecurrentPass _pass;
    private float* _gates;
    private int _step;

    private protected RecurrentLayer(int gates, int input, int hidden, float* w, ReadOnlySpan<CellActivation> activations, float clip)
    {
        (Gates, Input, Hidden, Clip) = (gates, input, hidden, clip);
        Activations = activations.ToArray();
        Width = BlockSizes.Round(hidden, 16);
        _inputWeights = PackedMatrix.Right(w, input, gates * hidden, input, transpose: true);
    }

    /// <summary>The floats of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchCount(in RecurrentPass pass) =>
        BiasRoom + 2L * pass.Batch * Width + (long)Chunk(in pass) * pass.Batch * (Columns + (IsDense(in pass) ? 0 : Input)) + 16 + Extra(pass.Batch);

    /// <summary>Takes other weights of the same sizes: w [gates · hidden, input], r [gates · hidden, hidden].</summary>
    public virtual void SetWeights(float* w, float* r) => _inputWeights.Refill(w, Input, transpose: true);

    /// <summary>Runs the layer over all steps.</summary>
    public void Run(in RecurrentPass pass, float* scratch)
    {
        _pass = pass;
        float* bias = scratch;
        HiddenState = scratch + BiasRoom;
        CellState = HiddenState + pass.Batch * Width;
        ExtraMemory = CellState + pass.Batch * Width;
        float* gates = ExtraMemory + Extra(pass.Batch), inputs = gates + (long)Chunk(in pass) * pass.Batch * Columns + 16;
        Load(pass.FirstHidden, HiddenState);
        Load(pass.FirstCell, CellState);
        SumBias(pass.Bias, bias);
        int chunk = Chunk(in pass);
        for (int done = 0; done < pass.Steps; done += chunk)
        {
            int count = Math.Min(chunk, pass.Steps - done), first = pass.Reverse ? pass.Steps - done - count : done;
            Multiply(first, count, inputs, gates, pass.Bias == null ? null : bias);
            for (int s = 0; s < count; s++)
            {
                int at = pass.Reverse ? count - 1 - s : s;
                _gates = gates + (long)at * pass.Batch * Columns;
                _step = first + at;
                Step(_gates, pass.Batch);
            }
        }
        Store(HiddenState, pass.LastHidden);
        Store(CellState, pass.LastCell);
    }

    private protected int Gates { get; }

    private protected int Input { get; }

    private protected int Hidden { get; }

    /// <summary>The distance of the states' rows.</summary>
    private protected int Width { get; }

    /// <summary>The bound on what the gates' functions are applied to; infinity for none.</summary>
    private protected float Clip { get; }

    private protected CellActivation[] Activations { get; }

    private protected int Columns => Gates * Hidden;

    private int BiasRoom => BlockSizes.Round(Columns, 16) + 16;

    private protected float* HiddenState { get; private set; }

    private protected float* CellState { get; private set; }

    private protected float* ExtraMemory { get; private set; }

    private protected float* Peepholes => _pass.Peepholes;

    private protected float* Bias => _pass.Bias;

    /// <summary>The floats of scratch memory that a cell needs beyond its states and gates.</summary>
    private protected virtual long Extra(int batch) => 0;

    /// <summary>Which gates of the recurrent bias are added to the input products.</summary>
    private protected virtual int GatesWithRecurrentBias => Gates;

    /// <summary>One step of all sequences: gates [batch, gates · hidden] hold the products of the inputs.</summary>
    private protected abstract void Step(float* gates, int batch);

    /// <summary>The cell of some sequences: from the gates to the states. <paramref name="phase"/> is what <see cref="ForRows"/> was called with.</summary>
    private protected abstract void Row(float* gates, int row, int phase);

    /// <summary>Runs <see cref="Row"/> for all sequences that have not ended, on all threads where there are many.</summary>
    private protected void ForRows(int batch, int phase, bool last)
    {
        var task = new Rows(this, phase, last);
        Workers.For(batch, Math.Max(1, ElementsOfPiece / Math.Max(1, Hidden)), ref task);
    }

    /// <summary>Clips gates and applies a function to them.</summary>
    private protected void Activate(float* x, CellActivation activation)
    {
        if (!float.IsInfinity(Clip)) Vectorized.Map(new Clipped(Clip), x, x, Hidden);
        activation.Apply(x, Hidden);
    }

    /// <summary>Multiplies rows of state with packed weights and adds the result to columns of the gates, or puts it there.</summary>
    private protected static void Recur(int batch, int columns, int hidden, float* state, nint width, PackedMatrix weights, float* target, nint targetRow, bool add, float* bias = null)
    {
        var g = new GemmArguments { M = batch, N = columns, K = hidden, A = state, Lda = width, C = target, Ldc = targetRow, Beta = add ? 1 : 0 };
        Gemm.Run(in g, weights, new Epilogue { ColumnBias = bias });
    }

    private int Chunk(in RecurrentPass pass) => (int)Math.Clamp(MostProducts / Math.Max(1, (long)pass.Batch * Columns), 1, Math.Max(1, pass.Steps));

    private bool IsDense(in RecurrentPass pass) => pass.Batch == 1 ? pass.XStep == Input : pass.XRow == Input && pass.XStep == (nint)pass.Batch * Input;

    private void Multiply(int first, int count, float* inputs, float* gates, float* bias)
    {
        float* x = _pass.X + first * _pass.XStep;
        if (!IsDense(in _pass))
        {
            for (int s = 0; s < count; s++)
                for (int row = 0; row < _pass.Batch; row++)
                    Copy(x + s * _pass.XStep + row * _pass.XRow, inputs + ((long)s * _pass.Batch + row) * Input, Input);
            x = inputs;
        }
        Recur(count * _pass.Batch, Columns, Input, x, Input, _inputWeights, gates, Columns, add: false, bias);
    }

    private void SumBias(float* source, float* target)
    {
        if (source == null) return;
        for (int i = 0; i < Columns; i++) target[i] = source[i] + (i < GatesWithRecurrentBias * Hidden ? source[Columns + i] : 0);
    }

    private void Load(float* source, float* state)
    {
        new Span<float>(state, _pass.Batch * Width).Clear();
        for (int row = 0; row < _pass.Batch && source != null; row++) Copy(source + row * _pass.StateRow, state + row * Width, Hidden);
    }

    private void Store(float* state, float* target)
    {
        for (int row = 0; row < _pass.Batch && target != null; row++) Copy(state + row * Width, target + row * _pass.StateRow, Hidden);
    }

    private static void Copy(float* source, float* target, int count) => Buffer.MemoryCopy(source, target, count * sizeof(float), count * sizeof(float));

    private readonly struct Clipped(float bound) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Max(V.Create(-bound), V.Min(V.Create(bound), x));
    }

    private readonly struct Rows(RecurrentLayer layer, int phase, bool last) : IRangeTask
    {
        public void Run(int start, int end)
        {
            ref RecurrentPass pass = ref layer._pass;
            for (int row = start; row < end; row++)
            {
                bool ended = pass.Lengths != null && layer._step >= pass.Lengths[row];
                if (!ended) layer.Row(layer._gates + (long)row * layer.Columns, row, phase);
                if (!last || pass.Y == null) continue;
                float* y = pass.Y + layer._step * pass.YStep + row * pass.YRow;
                if (ended) new Span<float>(y, layer.Hidden).Clear();
                else Copy(layer.HiddenState + row * layer.Width, y, layer.Hidden);
            }
        }
    }
}

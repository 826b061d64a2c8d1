using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Training;

/// <summary>
/// One vectorised, multi-threaded walk over all parameters with their gradients and state. It is cut into pieces by the parameters' sizes
/// alone, so the result does not depend on the number of threads.
/// </summary>
internal sealed unsafe class UpdatePass
{
    private const int Grain = 16384;

    private readonly Piece[] _pieces;
    private readonly Tensor[] _weights;
    private readonly Tensor[][] _slots;
    private readonly Tensor[] _gradients;
    private readonly float[] _decay;
    private readonly double[] _sums;
    private readonly float _clip;

    public UpdatePass(IReadOnlyList<Parameter> parameters, Tensor[][] slots, Optimizer optimizer)
    {
        _weights = [.. parameters.Select(p => p.Value)];
        _slots = slots;
        _gradients = new Tensor[_weights.Length];
        _decay = [.. _weights.Select(w => optimizer.DecayMatricesOnly && w.Shape.Rank <= 1 ? 0 : optimizer.WeightDecay)];
        _clip = optimizer.ClipValue;
        List<Piece> pieces = [];
        for (int p = 0; p < _weights.Length; p++)
            for (long start = 0; start < _weights[p].Count; start += Grain)
                pieces.Add(new Piece(p, start, (int)Math.Min(Grain, _weights[p].Count - start)));
        _pieces = [.. pieces];
        _sums = new double[_pieces.Length];
    }

    public float Scale { get; set; } = 1;

    public void Bind(ReadOnlySpan<Tensor> gradients, ReadOnlySpan<int> places)
    {
        for (int p = 0; p < _weights.Length; p++)
        {
            Tensor gradient = gradients[places[p]];
            if (gradient.Type != ElementType.Float32 || gradient.Count != _weights[p].Count)
                throw new ArgumentException($"The gradient {gradient} does not fit a parameter of {_weights[p]}.", nameof(gradients));
            _gradients[p] = gradient;
        }
    }

    public double Squares()
    {
        var task = new SquaresTask(this);
        Workers.Run(_pieces.Length, ref task);
        double sum = 0;
        foreach (double s in _sums) sum += s;
        return sum;
    }

    public void Run<TRule>(TRule rule) where TRule : struct, IUpdateRule
    {
        var task = new UpdateTask<TRule>(this, rule);
        Workers.Run(_pieces.Length, ref task);
    }

    private readonly record struct Piece(int Parameter, long Start, int Count);

    private readonly struct SquaresTask(UpdatePass pass) : ITask
    {
        public void Run(int index)
        {
            Piece piece = pass._pieces[index];
            float* g = pass._gradients[piece.Parameter].As<float>() + piece.Start;
            // Four sums in double: no overflow, and the order of addition does not depend on the processor's vectors.
            Vector256<double> sum = default;
            int i = 0;
            for (; i <= piece.Count - 4; i += 4)
            {
                Vector128<float> v = Vector128.Load(g + i);
                Vector256<double> d = Vector256.Create(Vector128.WidenLower(v), Vector128.WidenUpper(v));
                sum += d * d;
            }
            double rest = 0;
            for (; i < piece.Count; i++) rest += (double)g[i] * g[i];
            pass._sums[index] = Vector256.Sum(sum) + rest;
        }
    }

    private readonly struct UpdateTask<TRule>(UpdatePass pass, TRule rule) : ITask where TRule : struct, IUpdateRule
    {
        public void Run(int index)
        {
            Piece piece = pass._pieces[index];
            int p = piece.Parameter;
            float* w = pass._weights[p].As<float>() + piece.Start, g = pass._gradients[p].As<float>() + piece.Start;
            float* a = Slot(0, p, piece.Start), b = Slot(1, p, piece.Start), c = Slot(2, p, piece.Start);
            if (Vector512.IsHardwareAccelerated) Loop<Lanes512>(w, g, a, b, c, piece.Count, pass._decay[p]);
            else if (Vector256.IsHardwareAccelerated) Loop<Lanes256>(w, g, a, b, c, piece.Count, pass._decay[p]);
            else Loop<Lanes128>(w, g, a, b, c, piece.Count, pass._decay[p]);
        }

        private float* Slot(int slot, int parameter, long start) =>
            TRule.Slots > slot ? pass._slots[slot][parameter].As<float>() + start : null;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Loop<V>(float* w, float* g, float* a, float* b, float* c, int count, float decay) where V : struct, IVectorLanes<V>
        {
            TRule r = rule;
            float limit = pass._clip > 0 ? pass._clip : float.MaxValue;
            V scale = V.Create(pass.Scale), high = V.Create(limit), low = V.Create(-limit), d = V.Create(decay);
            int i = 0;
            for (; i <= count - V.Count; i += V.Count) One(r, w + i, g + i, a + i, b + i, c + i, scale, low, high, d);
            if (i == count) return;
            float* rest = stackalloc float[5 * V.Count];
            new Span<float>(rest, 5 * V.Count).Clear();
            int n = count - i;
            Move(w + i, rest, n);
            Move(g + i, rest + V.Count, n);
            if (TRule.Slots > 0) Move(a + i, rest + 2 * V.Count, n);
            if (TRule.Slots > 1) Move(b + i, rest + 3 * V.Count, n);
            if (TRule.Slots > 2) Move(c + i, rest + 4 * V.Count, n);
            One(r, rest, rest + V.Count, rest + 2 * V.Count, rest + 3 * V.Count, rest + 4 * V.Count, scale, low, high, d);
            Move(rest, w + i, n);
            if (TRule.Slots > 0) Move(rest + 2 * V.Count, a + i, n);
            if (TRule.Slots > 1) Move(rest + 3 * V.Count, b + i, n);
            if (TRule.Slots > 2) Move(rest + 4 * V.Count, c + i, n);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void One<V>(TRule rule, float* w, float* g, float* a, float* b, float* c, V scale, V low, V high, V decay)
            where V : struct, IVectorLanes<V>
        {
            V sa = TRule.Slots > 0 ? V.Load(a) : default, sb = TRule.Slots > 1 ? V.Load(b) : default, sc = TRule.Slots > 2 ? V.Load(c) : default;
            V gradient = V.Max(low, V.Min(high, V.Load(g) * scale));
            rule.Invoke(V.Load(w), gradient, decay, ref sa, ref sb, ref sc).Store(w);
            if (TRule.Slots > 0) sa.Store(a);
            if (TRule.Slots > 1) sb.Store(b);
            if (TRule.Slots > 2) sc.Store(c);
        }

        private static void Move(float* source, float* target, int count) => new Span<float>(source, count).CopyTo(new Span<float>(target, count));
    }
}

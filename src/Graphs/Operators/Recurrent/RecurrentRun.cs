using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What recurrent operators differ in.</summary>
internal unsafe interface IRecurrentOperator
{
    /// <summary>The layer of one direction, in single precision.</summary>
    RecurrentLayer Layer(int input, int hidden, float* w, float* r, int direction);

    /// <summary>One step of one sequence: the next hidden state, and a change of the cell state where there is one.</summary>
    void Cell(RecurrentRow row, double[] next);
}

/// <summary>Runs recurrent operators: the layers of single precision, else <see cref="RecurrentReference"/>.</summary>
internal static unsafe class RecurrentRun
{
    // Directions run side by side where one step is too little work to share.
    private const long ProductsOfStep = 1 << 20;

    /// <summary>Runs an operator whose operands stand in ONNX's order.</summary>
    public static void Run(Kernel k, IRecurrentOperator op, RecurrentAttributes attributes)
    {
        CheckLengths(k, attributes);
        if (k.Input(0).Type != ElementType.Float32 || k.Reference)
        {
            var reference = new RecurrentReference(k, attributes, op);
            ElementTypeVisitor.Float(k.Input(0).Type, ref reference);
            return;
        }
        Kept kept = Layers(k, attributes, op);
        var task = new Directions(kept.Layers, kept.Passes, 0, null);
        for (int d = 0; d < attributes.Directions; d++)
        {
            kept.Passes[d] = Pass(k, attributes, d);
            task.ScratchOf = Math.Max(task.ScratchOf, kept.Layers[d].ScratchCount(in kept.Passes[d]));
        }
        task.Scratch = k.Scratch<float>(task.ScratchOf * attributes.Directions);
        Shape r = k.Input(2).Shape;
        if (kept.Passes[0].Batch * (long)r[1] * r[2] < ProductsOfStep) Workers.Run(attributes.Directions, ref task);
        else
            for (int d = 0; d < attributes.Directions; d++) task.Run(d);
    }

    private static Kept Layers(Kernel k, RecurrentAttributes attributes, IRecurrentOperator op)
    {
        Shape w = k.Input(1).Shape, r = k.Input(2).Shape;
        long w0 = w.CountBetween(1, 3), r0 = r.CountBetween(1, 3), version = k.Version(1) + k.Version(2);
        if (k.Kept is not Kept kept)
        {
            kept = new Kept(new RecurrentLayer[attributes.Directions]) { Version = version };
            for (int d = 0; d < kept.Layers.Length; d++) kept.Layers[d] = op.Layer(w[2], r[2], k.In<float>(1) + d * w0, k.In<float>(2) + d * r0, d);
            k.Kept = kept;
        }
        else if (!k.IsFixed(1) || !k.IsFixed(2) || kept.Version != version)
        {
            for (int d = 0; d < kept.Layers.Length; d++) kept.Layers[d].SetWeights(k.In<float>(1) + d * w0, k.In<float>(2) + d * r0);
            kept.Version = version;
        }
        return kept;
    }

    private static RecurrentPass Pass(Kernel k, RecurrentAttributes attributes, int direction)
    {
        Shape x = k.Input(0).Shape, r = k.Input(2).Shape;
        bool first = attributes.BatchFirst;
        int steps = x[first ? 1 : 0], batch = x[first ? 0 : 1], hidden = r[2], directions = r[0];
        nint states = direction * (first ? hidden : (nint)batch * hidden);
        return new RecurrentPass
        {
            Steps = steps,
            Batch = batch,
            Reverse = attributes.IsReverse(direction),
            Lengths = k.HasInput(4) ? k.In<int>(4) : null,
            X = k.In<float>(0),
            XStep = first ? x[2] : (nint)batch * x[2],
            XRow = first ? (nint)steps * x[2] : x[2],
            Bias = In(k, 3, (nint)direction * 2 * r[1]),
            Peepholes = In(k, 7, (nint)direction * 3 * hidden),
            FirstHidden = In(k, 5, states),
            FirstCell = In(k, 6, states),
            LastHidden = Out(k, 1, states),
            LastCell = Out(k, 2, states),
            StateRow = first ? (nint)directions * hidden : hidden,
            Y = Out(k, 0, states),
            YStep = (nint)directions * (first ? 1 : batch) * hidden,
            YRow = first ? (nint)steps * directions * hidden : hidden,
        };
    }

    private static void CheckLengths(Kernel k, RecurrentAttributes attributes)
    {
        if (!k.HasInput(4)) return;
        int steps = k.Input(0).Shape[attributes.BatchFirst ? 1 : 0];
        foreach (int length in k.Input(4).AsSpan<int>())
            if (length < 0 || length > steps) throw new ShapeException($"sequence_lens holds {length}, but there are {steps} steps.");
    }

    private static float* In(Kernel k, int input, nint offset) => k.HasInput(input) ? k.In<float>(input) + offset : null;

    private static float* Out(Kernel k, int output, nint offset) => k.HasOutput(output) ? k.Out<float>(output) + offset : null;

    private sealed class Kept(RecurrentLayer[] layers)
    {
        public RecurrentLayer[] Layers => layers;

        public RecurrentPass[] Passes { get; } = new RecurrentPass[layers.Length];

        public long Version { get; set; }
    }

    private struct Directions(RecurrentLayer[] layers, RecurrentPass[] passes, long scratchOf, float* scratch) : ITask
    {
        public long ScratchOf = scratchOf;
        public float* Scratch = scratch;

        public readonly void Run(int index) => layers[index].Run(in passes[index], Scratch + index * ScratchOf);
    }
}

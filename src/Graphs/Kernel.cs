using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// What an operator's kernel sees while it runs: its tensors, scratch memory, and the state of the run. A kernel object belongs to one
/// step of one plan and is used again at each run of it.
/// </summary>
public sealed unsafe class Kernel
{
    private readonly Tensor?[] _inputs;
    private readonly Tensor?[] _outputs;
    private readonly bool[] _fixed;

    /// <summary>Binds a node to tensors.</summary>
    /// <param name="node">The node to compute.</param>
    /// <param name="inputs">Its operands; null where left out.</param>
    /// <param name="outputs">Memory for its results; null where nobody uses one.</param>
    /// <param name="isFixed">Which operands never change between runs, so that work on them (packing weights) may be kept.</param>
    /// <param name="run">The state of the run, shared by all kernels of a plan.</param>
    public Kernel(Node node, Tensor?[] inputs, Tensor?[] outputs, bool[] isFixed, RunState run)
    {
        Node = node;
        _inputs = inputs;
        _outputs = outputs;
        _fixed = isFixed;
        State = run;
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>The state of the run.</summary>
    public RunState State { get; }

    /// <summary>True when the generic reference kernel is to be used even where there is a fast one.</summary>
    public bool Reference => State.Reference;

    /// <summary>Whatever the operator wants to keep from run to run, such as packed weights of a fixed operand.</summary>
    public object? Kept { get; set; }

    /// <summary>The number of operands.</summary>
    public int InputCount => _inputs.Length;

    /// <summary>The number of results.</summary>
    public int OutputCount => _outputs.Length;

    /// <summary>An operand.</summary>
    /// <exception cref="ArgumentException">It is left out.</exception>
    public Tensor Input(int index) => index < _inputs.Length && _inputs[index] is { } input ? input : throw new ArgumentException($"Operand {index} is missing.");

    /// <summary>Whether an optional operand is there.</summary>
    public bool HasInput(int index) => index < _inputs.Length && _inputs[index] is not null;

    /// <summary>True when an operand's elements change between runs only where <see cref="Version"/> does.</summary>
    public bool IsFixed(int index) => _fixed[index];

    /// <summary>Counts the changes of a fixed operand: what was kept for another version is stale.</summary>
    public long Version(int index) => Node.Inputs[index]?.Parameter?.Version ?? 0;

    /// <summary>A result's tensor, to be filled.</summary>
    public Tensor Output(int index) => _outputs[index]!;

    /// <summary>Whether anybody uses a result; the kernel need not compute the others.</summary>
    public bool HasOutput(int index) => index < _outputs.Length && _outputs[index] is not null;

    /// <summary>The address of an operand's elements.</summary>
    public T* In<T>(int index) where T : unmanaged => Input(index).As<T>();

    /// <summary>The address of a result's elements.</summary>
    public T* Out<T>(int index) where T : unmanaged => _outputs[index]!.As<T>();

    /// <summary>Uninitialized memory for this kernel's use until it returns; the same memory serves all kernels of the plan in turn.</summary>
    public T* Scratch<T>(long count) where T : unmanaged => (T*)State.Scratch(count * sizeof(T));

    /// <summary>An operand's elements as integers (Int32 or Int64), for axes, pads and shapes.</summary>
    public long[] Integers(int index)
    {
        Tensor tensor = Input(index);
        return tensor.Type == ElementType.Int32
            ? Array.ConvertAll(tensor.AsSpan<int>().ToArray(), v => (long)v)
            : tensor.AsSpan<long>().ToArray();
    }

    /// <summary>Hands over a result of an operator that makes its own (<see cref="Operator.GivesResults"/>). It may be an operand itself.</summary>
    public void Give(int index, Tensor tensor) => _outputs[index] = tensor;

    /// <summary>Rebinds a result; the shape must be the one that the kernel was made for.</summary>
    public void BindOutput(int index, Tensor? tensor) => _outputs[index] = tensor;

    /// <summary>Rebinds an operand; planners use it for inputs that the caller provides anew at each run.</summary>
    public void Bind(int index, Tensor tensor) => _inputs[index] = tensor;
}

/// <summary>Runs a graph inside a kernel: the body of a loop, a branch.</summary>
public interface IGraphRunner
{
    /// <summary>Computes a graph's outputs; the caller owns them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">A tensor for each input, in order.</param>
    /// <param name="step">The number of the run, for random numbers.</param>
    Tensor[] Run(Graph graph, ReadOnlySpan<Tensor> inputs, ulong step);
}

/// <summary>What all kernels of a plan share during a run: random numbers' seed and step, scratch memory, the kind of kernels.</summary>
public sealed unsafe class RunState(bool reference = false)
{
    private TensorMemory _scratch = new(0);

    /// <summary>True when generic reference kernels are to be used throughout.</summary>
    public bool Reference { get; } = reference;

    /// <summary>Runs the bodies of loops and branches; null where none can be run (constant folding).</summary>
    public IGraphRunner? Bodies { get; init; }

    /// <summary>The iterations of a loop beyond which it counts as endless, where nothing else is said.</summary>
    public const long DefaultMaxIterations = 1_000_000;

    /// <summary>The iterations of a loop beyond which it counts as endless.</summary>
    public long MaxIterations { get; init; } = DefaultMaxIterations;

    /// <summary>The most bytes that results may take.</summary>
    public long MemoryLimit { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The seed of all random numbers.</summary>
    public ulong Seed { get; set; }

    /// <summary>Counts the runs; with seed and node it determines every random number.</summary>
    public ulong Step { get; set; }

    internal byte* Scratch(long bytes)
    {
        if (_scratch.Bytes < bytes) _scratch = new TensorMemory(bytes, zeroed: false);
        return _scratch.Pointer;
    }
}

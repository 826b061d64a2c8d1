using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// The part of a plan whose shapes are known only while it runs, because they follow from elements: NonZero, loops, branches, and whatever
/// uses their results. Each node is inferred when its operands are there; memory comes from a pool and goes back after the last use. Kernels and
/// shapes are kept from run to run as long as the operands' shapes stay the same.
/// </summary>
internal sealed class LateNodes
{
    private readonly LateStep[] _steps;
    private readonly Tensor?[] _slots;
    private readonly LateBlock?[] _blocks;
    private readonly LateMemory _memory = new();
    private readonly ExecutionProfile? _profile;

    /// <summary>Prepares the nodes.</summary>
    /// <param name="nodes">The nodes in an order in which they can run.</param>
    /// <param name="operand">Gives an operand that no late node makes.</param>
    /// <param name="wanted">The values that the run gives back or writes into parameters.</param>
    /// <param name="run">The state of the run.</param>
    /// <param name="profile">Takes the time of each node.</param>
    public LateNodes(IReadOnlyList<Node> nodes, Func<Value, LateOperand> operand, IEnumerable<Value> wanted, RunState run, ExecutionProfile? profile)
    {
        _profile = profile;
        Dictionary<Value, int> slots = [];
        foreach (Value output in nodes.SelectMany(n => n.Outputs)) slots.Add(output, slots.Count);
        var lastUse = new int[slots.Count];
        Array.Fill(lastUse, -1);
        for (int s = 0; s < nodes.Count; s++)
            foreach (Value? input in nodes[s].Inputs)
                if (input is not null && slots.TryGetValue(input, out int slot)) lastUse[slot] = s;
        foreach (Value value in wanted)
            if (slots.TryGetValue(value, out int slot)) lastUse[slot] = nodes.Count;
        _slots = new Tensor?[slots.Count];
        _blocks = new LateBlock?[slots.Count];
        Slots = slots;
        _steps = [.. nodes.Select((node, s) => new LateStep(node,
            [.. node.Inputs.Select(i => i is null ? LateOperand.None : slots.TryGetValue(i, out int slot) ? new LateOperand(null, -1, slot, false) : operand(i))],
            [.. node.Outputs.Select((o, index) => index == 0 || lastUse[slots[o]] >= 0 ? slots[o] : -1)],
            [.. Ends(node, s)], run))];

        IEnumerable<int> Ends(Node node, int step) => node.Inputs.OfType<Value>().Concat(node.Outputs).Distinct()
            .Where(v => slots.ContainsKey(v) && lastUse[slots[v]] <= step).Select(v => slots[v]);
    }

    /// <summary>Where each value that a late node makes is found.</summary>
    public IReadOnlyDictionary<Value, int> Slots { get; }

    /// <summary>A value that a late node made in the last run.</summary>
    public Tensor this[int slot] => _slots[slot]!;

    /// <summary>Runs all nodes. Results of the run before are gone.</summary>
    public void Run(ReadOnlySpan<Tensor> inputs)
    {
        for (int slot = 0; slot < _blocks.Length; slot++) Free(slot);
        foreach (LateStep step in _steps)
        {
            step.Run(inputs, _slots, _blocks, _memory, _profile);
            foreach (int slot in step.Ends) Free(slot);
        }
    }

    private void Free(int slot)
    {
        _slots[slot] = null;
        if (_blocks[slot] is not { } block) return;
        _blocks[slot] = null;
        if (--block.Users == 0 && !block.Escaped) _memory.Return(block.Memory);
    }
}

/// <summary>Where a late node's operand comes from: a tensor that is the same in each run, an input of the graph, or another late node.</summary>
/// <param name="Tensor">The tensor of the first kind.</param>
/// <param name="Input">The number of the input; -1 for none.</param>
/// <param name="Slot">The other node's slot; -1 for none.</param>
/// <param name="IsFixed">True when the tensor's elements are the same in each run, too.</param>
internal readonly record struct LateOperand(Tensor? Tensor, int Input, int Slot, bool IsFixed)
{
    /// <summary>Stands for an operand that is left out.</summary>
    public static LateOperand None { get; } = new(null, -1, -1, false);

    public Tensor? Of(ReadOnlySpan<Tensor> inputs, Tensor?[] slots) => Tensor ?? (Input >= 0 ? inputs[Input] : Slot >= 0 ? slots[Slot] : null);
}

/// <summary>Memory of a late value and of its views.</summary>
internal sealed class LateBlock(TensorMemory memory)
{
    public TensorMemory Memory => memory;

    /// <summary>How many values lie in it.</summary>
    public int Users { get; set; } = 1;

    /// <summary>True when a sequence or another result may hold on to it beyond its value's last use: the garbage collector takes care of it then.</summary>
    public bool Escaped { get; set; }
}

/// <summary>Memory that late values take and give back.</summary>
internal sealed class LateMemory
{
    private const int MaxFree = 64;
    private const long Slack = 4096;
    private readonly List<TensorMemory> _free = [];

    public TensorMemory Take(long bytes)
    {
        int best = -1;
        for (int i = 0; i < _free.Count; i++)
            if (_free[i].Bytes >= bytes && _free[i].Bytes <= 2 * bytes + Slack && (best < 0 || _free[i].Bytes < _free[best].Bytes)) best = i;
        if (best < 0) return new TensorMemory(bytes, zeroed: false);
        TensorMemory memory = _free[best];
        _free.RemoveAt(best);
        return memory;
    }

    public void Return(TensorMemory memory)
    {
        if (_free.Count == MaxFree) _free.RemoveAt(0);
        _free.Add(memory);
    }
}

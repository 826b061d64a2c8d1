using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// Turns a graph and concrete input shapes into a <see cref="Plan"/>: infers every shape, computes what depends on constants alone, decides
/// which values share memory (views, overwriting, disjoint lifetimes) and lays them out in one arena.
/// </summary>
internal sealed class Planner
{
    private readonly Graph _graph;
    private readonly ExecutorOptions _options;
    private readonly IReadOnlyList<Tensor> _inputs;
    private readonly Dictionary<Value, TensorType> _types = [];
    private readonly Dictionary<Value, Tensor> _known = [];
    private readonly Dictionary<Value, Storage> _storage = [];
    private readonly Dictionary<Value, int> _lastUse = [];
    private readonly List<Node> _steps = [];
    private readonly List<Node> _late = [];
    private readonly HashSet<Value> _lateValues = [];
    private readonly IGraphRunner _bodies;

    private Planner(Graph graph, IReadOnlyList<Tensor> inputs, ExecutorOptions options, IGraphRunner bodies)
    {
        _bodies = bodies;
        _graph = graph;
        _inputs = inputs;
        _options = options;
    }

    public static Plan Build(Graph graph, IReadOnlyList<Tensor> inputs, ExecutorOptions options, IGraphRunner bodies)
    {
        var planner = new Planner(graph, inputs, options, bodies);
        planner.InferAll();
        planner.FindLastUses();
        planner.AssignStorage();
        return planner.Bind();
    }

    private void InferAll()
    {
        for (int i = 0; i < _inputs.Count; i++) _types[_graph.Inputs[i]] = TensorType.Of(_inputs[i]);
        foreach (Node node in Liveness.Needed(_graph))
        {
            foreach (Value? input in node.Inputs)
            {
                if (input is { Producer: null, IsInput: false }) _types[input] = input.Type;
                if (input is { Constant: { } constant }) _known[input] = constant;
            }
            if (node.Inputs.Any(i => i is not null && _lateValues.Contains(i))) Postpone(node);
            else Infer(node);
        }
    }

    private void Infer(Node node)
    {
        bool fold = node.Operator is { IsDeterministic: true } and not SubgraphOperator && node.Inputs.All(i => i is null || _known.ContainsKey(i));
        if (node.Operator.GivesResults)
        {
            if (fold) Fold(node, new Tensor?[node.Outputs.Count]);
            else Postpone(node);
            return;
        }
        TensorType[] types = Inference.Run(node, [.. node.Inputs.Select(i => i is null ? null : _types[i])],
            i => _known.GetValueOrDefault(node.Inputs[i]!), out Tensor?[] known);
        if (types.Any(t => !t.Shape.IsKnown))
        {
            Postpone(node);
            return;
        }
        for (int o = 0; o < types.Length; o++)
        {
            MemoryCheck.Elements(node, o, types[o]);
            _types[node.Outputs[o]] = types[o];
        }
        if (known.All(k => k is not null))
            for (int o = 0; o < known.Length; o++) _known[node.Outputs[o]] = known[o]!;
        else if (fold)
        {
            for (int o = 0; o < types.Length; o++) MemoryCheck.Result(node, o, types[o], MemoryCheck.Limit(_options));
            Fold(node, [.. types.Select(t => new Tensor(t.Element, t.Shape.ToShape()))]);
        }
        else _steps.Add(node);
    }

    private void Postpone(Node node)
    {
        _late.Add(node);
        _lateValues.UnionWith(node.Outputs);
    }

    private void Fold(Node node, Tensor?[] outputs)
    {
        var kernel = new Kernel(node, [.. node.Inputs.Select(i => i is null ? null : _known[i])], outputs,
            [.. node.Inputs.Select(_ => false)], new RunState(_options.Reference));
        KernelRun.Run(kernel);
        for (int o = 0; o < outputs.Length; o++)
        {
            _known[node.Outputs[o]] = kernel.Output(o);
            _types[node.Outputs[o]] = TensorType.Of(kernel.Output(o));
        }
    }

    private void FindLastUses()
    {
        for (int s = 0; s < _steps.Count; s++)
            foreach (Value? input in _steps[s].Inputs)
                if (input is not null) _lastUse[input] = s;
        foreach (Value? input in _late.SelectMany(n => n.Inputs))
            if (input is not null) _lastUse[input] = _steps.Count;
        foreach ((string _, Value value) in _graph.Outputs) _lastUse[value] = _steps.Count;
        foreach ((Parameter _, Value value) in _graph.Updates) _lastUse[value] = _steps.Count;
    }

    private bool IsUsed(Node node, int output) => output == 0 || _lastUse.ContainsKey(node.Outputs[output]);

    private void AssignStorage()
    {
        for (int s = 0; s < _steps.Count; s++)
        {
            Node node = _steps[s];
            for (int o = 0; o < node.Outputs.Count; o++)
            {
                if (!IsUsed(node, o)) continue;
                Value output = node.Outputs[o];
                TensorType type = _types[output];
                if (type.Element.IsManaged()) continue;
                long bytes = type.Shape.ToShape().Count * type.Element.Size();
                bytes = (bytes + TensorMemory.Alignment - 1) & ~(TensorMemory.Alignment - 1L);
                Storage storage = (o == 0 ? Shared(node, s, bytes) : null) ?? new Storage(bytes, s);
                storage.Last = Math.Max(storage.Last, _lastUse.GetValueOrDefault(output, s));
                _storage[output] = storage;
            }
        }
    }

    // A view shares its operand's storage whatever its life; an overwriting result only when the operand's whole storage ends here.
    private Storage? Shared(Node node, int step, long bytes)
    {
        if (IsView(node)) return _storage[node.Inputs[node.Operator.ViewOf]!];
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is not { } input || !node.Operator.MayOverwrite(i)) continue;
            if (!_storage.TryGetValue(input, out Storage? storage) || storage.Bytes != bytes || storage.Last != step) continue;
            if (!_types[input].Equals(_types[node.Outputs[0]])) continue;
            if (!IsReadElsewhere(node, i, storage)) return storage;
        }
        return null;
    }

    // The same value may be an operand twice, but then the kernel must bear that both are overwritten (x + x does, scattering x into x does not).
    private bool IsReadElsewhere(Node node, int overwritten, Storage storage)
    {
        for (int j = 0; j < node.Inputs.Count; j++)
        {
            if (j == overwritten || node.Inputs[j] is not { } other || _storage.GetValueOrDefault(other) != storage) continue;
            if (other != node.Inputs[overwritten] || !node.Operator.MayOverwrite(j)) return true;
        }
        return false;
    }

    private bool IsView(Node node) => node.Operator.ViewOf >= 0 && _storage.ContainsKey(node.Inputs[node.Operator.ViewOf]!);

    private Plan Bind()
    {
        long bytes = Storage.Place([.. _storage.Values.Distinct()]);
        MemoryCheck.Arena(bytes, _storage.Keys, _types, MemoryCheck.Limit(_options));
        var arena = new TensorMemory(bytes, zeroed: false);
        Dictionary<Value, Tensor> tensors = [];
        for (int i = 0; i < _inputs.Count; i++) tensors[_graph.Inputs[i]] = _inputs[i];
        foreach ((Value value, Tensor tensor) in _known) tensors[value] = tensor;
        foreach (Value managed in _steps.SelectMany(s => s.Outputs).Where(v => _types[v].Element.IsManaged()))
            tensors[managed] = new Tensor(_types[managed].Element, _types[managed].Shape.ToShape());
        foreach ((Value value, Storage storage) in _storage)
            tensors[value] = new Tensor(_types[value].Element, _types[value].Shape.ToShape(), arena, storage.Offset);

        var run = new RunState(_options.Reference)
        {
            Seed = _options.Seed,
            Bodies = _bodies,
            MaxIterations = _options.MaxIterations,
            MemoryLimit = MemoryCheck.Limit(_options),
        };
        List<Kernel> kernels = [];
        var rebinds = new List<(Kernel, int)>[_inputs.Count];
        for (int i = 0; i < rebinds.Length; i++) rebinds[i] = [];
        foreach (Node node in _steps)
        {
            if (IsView(node)) continue;
            var kernel = new Kernel(node, [.. node.Inputs.Select(i => i is null ? null : Resolve(i, tensors))],
                [.. node.Outputs.Select((v, o) => IsUsed(node, o) ? tensors[v] : null)],
                [.. node.Inputs.Select(IsFixed)], run);
            kernels.Add(kernel);
            for (int i = 0; i < node.Inputs.Count; i++)
                for (int g = 0; g < _inputs.Count; g++)
                    if (node.Inputs[i] == _graph.Inputs[g]) rebinds[g].Add((kernel, i));
        }
        (Tensor, Tensor)[] snapshots = [.. TakeSnapshots(tensors)];
        LateNodes? late = _late.Count == 0 ? null : new LateNodes(_late, value => OperandOf(value, tensors),
            _graph.Outputs.Select(o => o.Value).Concat(_graph.Updates.Select(u => u.Value)), run, _options.Profile);
        return new Plan([.. _inputs.Select(i => (i.Type, i.Shape))], [.. kernels], late, [.. rebinds.Select(r => r.ToArray())],
            [.. _graph.Outputs.Select(o => ResultOf(o.Value, tensors, late))],
            [.. _graph.Updates.Select(u => (u.Parameter, ResultOf(u.Value, tensors, late)))], snapshots, run, arena.Bytes, _options.Profile);
    }

    // What a run gives back of a parameter, or moves to another one, is what it was during the run: from before the updates.
    private IEnumerable<(Tensor, Tensor)> TakeSnapshots(Dictionary<Value, Tensor> tensors)
    {
        HashSet<Parameter> updated = [.. _graph.Updates.Select(u => u.Parameter)];
        foreach (Value value in _graph.Outputs.Select(o => o.Value).Concat(_graph.Updates.Select(u => u.Value)).Distinct())
        {
            if (value.Parameter is not { } parameter || !updated.Contains(parameter)) continue;
            tensors[value] = new Tensor(parameter.Value.Type, parameter.Value.Shape);
            yield return (parameter.Value, tensors[value]);
        }
    }

    private bool IsFixed(Value? value) => value is not null && (_known.ContainsKey(value) || (value.Parameter is not null && !_options.Training));

    private LateOperand OperandOf(Value value, Dictionary<Value, Tensor> tensors) => value.IsInput
        ? new LateOperand(null, InputIndex(value), -1, false)
        : new LateOperand(Resolve(value, tensors), -1, -1, IsFixed(value));

    private Result ResultOf(Value value, Dictionary<Value, Tensor> tensors, LateNodes? late) =>
        value.IsInput ? new Result(null, Input: InputIndex(value))
        : late is not null && late.Slots.TryGetValue(value, out int slot) ? new Result(null, Slot: slot)
        : new Result(tensors.GetValueOrDefault(value) ?? Resolve(value, tensors));

    private int InputIndex(Value value)
    {
        for (int i = 0; i < _graph.Inputs.Count; i++)
            if (_graph.Inputs[i] == value) return i;
        throw new InvalidOperationException($"{value} is no input of the graph.");
    }

    private static Tensor Resolve(Value value, Dictionary<Value, Tensor> tensors) =>
        value.Parameter?.Value ?? value.Constant ?? tensors[value];
}

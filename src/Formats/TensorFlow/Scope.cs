using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>
/// Builds what names stand for: the file's graph, a function's body, a branch, a loop's body. The last two are graphs of their own, which take
/// what they use of the graph around them as inputs.
/// </summary>
internal sealed class Scope
{
    private const int MaxDepth = 64;
    private const int MaxRank = 64;

    private readonly Dictionary<TensorName, Operand> _given = [];
    private readonly Dictionary<string, IReadOnlyList<Operand>> _results = [];
    private readonly Dictionary<Value, Value> _captures = [];
    private readonly int _depth;

    public Scope(GraphImport import, NodeTable nodes, Graph graph, Scope? outer = null)
    {
        (Import, Nodes, Graph, Outer) = (import, nodes, graph, outer);
        _depth = outer is null ? 0 : outer._depth + 1;
        if (_depth > MaxDepth) throw new TensorFlowFormatException($"Functions, branches and loops are nested more than {MaxDepth} deep.");
    }

    public GraphImport Import { get; }

    public NodeTable Nodes { get; }

    public Graph Graph { get; }

    /// <summary>The scope around this one.</summary>
    public Scope? Outer { get; }

    /// <summary>The values of the graph around this one that are inputs here, in the order of those inputs.</summary>
    public List<Value> Captured { get; } = [];

    /// <summary>The results of loops that are spelled out, by their frames' names.</summary>
    public Dictionary<string, Operand[]> FinishedLoops { get; } = [];

    /// <summary>When true, what cannot be built is absent instead of an error.</summary>
    public bool Tolerant { get; init; }

    /// <summary>Says what a name stands for, so that it is not built.</summary>
    public void Give(TensorName name, Operand operand) => _given[name] = operand;

    /// <summary>A value of a graph around this one, as one of this graph.</summary>
    public Value Capture(Value value)
    {
        if (value.Graph == Graph) return value;
        if (_captures.TryGetValue(value, out Value? known)) return known;
        Value mine;
        if (value.Known is { } constant) mine = Graph.Constant(constant);
        else
        {
            Value outer = Outer is null ? throw new InvalidOperationException($"Value {value} is not to be had here.") : Outer.Capture(value);
            // A function's body is in the graph of its caller.
            if (outer.Graph == Graph) return outer;
            mine = Graph.Input($"outer_{Captured.Count}_{value.Name}", outer.Type);
            Captured.Add(outer);
        }
        return _captures[value] = mine;
    }

    /// <summary>What a name stands for; builds it with all that it needs.</summary>
    /// <exception cref="TensorFlowFormatException">There is no such node, or it is damaged or part of a circle.</exception>
    public Operand Resolve(TensorName name)
    {
        if (TryGet(name) is { } there) return there;
        var open = new Stack<(NodeDef Node, IEnumerator<TensorName> Needs)>();
        HashSet<string> path = [];
        Enter(name);
        while (open.TryPeek(out (NodeDef Node, IEnumerator<TensorName> Needs) at))
        {
            if (at.Needs.MoveNext())
            {
                if (TryGet(at.Needs.Current) is null) Enter(at.Needs.Current, at.Node);
                continue;
            }
            open.Pop();
            path.Remove(at.Node.Name);
            _results[at.Node.Name] = Apply(at.Node);
        }
        return TryGet(name)!;

        void Enter(TensorName tensor, NodeDef? user = null)
        {
            NodeDef node = Nodes.Find(tensor.Node) ?? throw new TensorFlowFormatException(user is null
                ? $"There is no node '{tensor.Node}'."
                : $"Node '{user.Name}' ({user.Op}) uses '{tensor}', but there is no node '{tensor.Node}'.");
            if (!path.Add(node.Name)) throw new TensorFlowFormatException($"Node '{node.Name}' ({node.Op}) waits for its own result.");
            open.Push((node, Needs(node).GetEnumerator()));
        }
    }

    /// <summary>How many results a node that was built has.</summary>
    public int ResultsOf(string node) => _results.TryGetValue(node, out IReadOnlyList<Operand>? results) ? results.Count : 0;

    /// <summary>What a name stands for, if that is built already.</summary>
    public Operand? TryGet(TensorName name)
    {
        if (_given.TryGetValue(name, out Operand? given)) return given;
        if (!_results.TryGetValue(name.Node, out IReadOnlyList<Operand>? results)) return null;
        if (results is [AbsentOperand absent]) return absent;
        return name.Index < results.Count ? results[name.Index]
            : throw new TensorFlowFormatException($"'{name}' is used, but node '{name.Node}' ({Nodes.Find(name.Node)!.Op}) has {results.Count} result(s).");
    }

    /// <summary>A value of this graph for an operand.</summary>
    public Value? ToValue(Operand operand) => operand switch
    {
        TensorOperand tensor => Capture(tensor.Value),
        WeightOperand weight => Import.Value(this, weight.Weight, [], null, trained: false, statistic: false),
        _ => null,
    };

    private IEnumerable<TensorName> Needs(NodeDef node) => ControlRules.Needs(this, node) ?? Nodes.Operands(node);

    private IReadOnlyList<Operand> Apply(NodeDef def)
    {
        Operand[] inputs = [.. Nodes.Operands(def).Select(o => TryGet(o) ?? AbsentOperand.One)];
        bool isMissing = inputs.Any(i => i is AbsentOperand { IsUnsupported: true }), isAbsent = inputs.Any(i => i is AbsentOperand) && !ControlRules.Chooses(def.Op);
        if (!OperatorRules.TryGet(def.Op, out Func<ImportedNode, Results>? rule) && (isMissing || !isAbsent))
        {
            Import.Unsupported.Add((def.Op, def.Name));
            return [AbsentOperand.Unsupported];
        }
        if (isAbsent || rule is null) return [isMissing ? AbsentOperand.Unsupported : AbsentOperand.One];
        Import.Count(def);
        var node = new ImportedNode(this, def, inputs);
        try
        {
            Operand[] results = [.. rule(node).Operands];
            for (int r = 0; r < results.Length; r++)
                if (results[r] is TensorOperand { Value: { } value }) results[r] = new TensorOperand(Finish(node, value, new TensorName(def.Name, r)));
            return results;
        }
        catch (TensorFlowFormatException) when (Tolerant)
        {
            return [AbsentOperand.One];
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or OverflowException
            or IndexOutOfRangeException or NullReferenceException or FormatException or ShapeException or UnknownTypeException or InsufficientMemoryException)
        {
            return Tolerant ? [AbsentOperand.One] : throw node.Error(e.Message, e);
        }
    }

    private Value Finish(ImportedNode node, Value value, TensorName name)
    {
        if (value.Shape.IsRanked && value.Shape.Rank > MaxRank) throw node.Error($"its result has more than {MaxRank} dimensions");
        if (value.IsInput || value.Parameter is not null) return value;
        if (Evaluation.Of(value) is { } known) value = Graph.Constant(known);
        value.Name ??= name.ToString();
        if (value.Producer is { } producer && producer.Name.StartsWith(producer.Operator.OpType + "_", StringComparison.Ordinal) && Import.Claim(name.Node)) producer.Name = name.Node;
        if (node.DeclaredRank(name.Index) is { } rank) value.Refine(new TensorType(value.Type.Element, SymbolicShape.Unknown(rank)));
        Import.Shapes.Note(value);
        return value;
    }
}

using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A loop: first values of its variables, which of them it never changes, its condition and body on values of the variables.</summary>
internal sealed record LoopDefinition(
    Operand[] Initial, bool[] Unchanged, Func<Scope, IReadOnlyList<Operand>, Operand> Condition, Func<Scope, IReadOnlyList<Operand>, Operand[]> Step);

/// <summary>
/// Makes a Loop of a loop. Variables that never change are values from outside. A list that gets one element in each iteration is collected by
/// the Loop itself; other lists that change are carried as sequences.
/// </summary>
internal static class LoopBuilder
{
    private const int MostRounds = 4;

    /// <summary>The variables in the end.</summary>
    public static Operand[] Build(ImportedNode n, LoopDefinition loop)
    {
        int count = loop.Initial.Length;
        bool[] collected = [.. loop.Initial.Select((o, i) => !loop.Unchanged[i] && o is ListOperand { IsEmpty: true })];
        if (loop.Condition(n.Scope, loop.Initial) is not { } start || start is AbsentOperand) return [AbsentOperand.One];
        Value?[] first = new Value?[count];
        TensorType?[] types = new TensorType?[count];
        for (int i = 0; i < count; i++) Carry(i);
        for (int round = 0; ; round++)
        {
            var body = new Body(n, loop, types, collected);
            if (body.Failed is { } list)
            {
                collected[list] = false;
                Carry(list);
                continue;
            }
            if (body.IsAbsent) return [AbsentOperand.One];
            if (!body.Widen(types, round >= MostRounds)) return body.Finish(n.Scope, n.Scope.ToValue(start) ?? throw n.Error("its condition is no tensor"), first);
        }

        void Carry(int i)
        {
            if (loop.Unchanged[i] || collected[i]) return;
            first[i] = loop.Initial[i] is ListOperand list ? list.ToSequence(n.Scope) : n.Scope.ToValue(loop.Initial[i]) ?? throw n.Error($"its variable {i} is a handle that changes");
            types[i] = first[i]!.Type is { Element: ElementType.Sequence } sequence ? TensorType.Sequence(sequence.Item?.WithoutDimensions()) : first[i]!.Type;
        }
    }

    private sealed class Body
    {
        private readonly LoopDefinition _loop;
        private readonly ImportedNode _node;
        private readonly Graph _graph = new();
        private readonly Scope _scope;
        private readonly Operand[] _variables, _next;
        private readonly bool[] _collected;
        private readonly Operand _again;

        public Body(ImportedNode n, LoopDefinition loop, TensorType?[] types, bool[] collected)
        {
            (_node, _loop, _collected) = (n, loop, collected);
            _scope = new Scope(n.Scope.Import, n.Scope.Nodes, _graph, n.Scope) { Tolerant = n.Scope.Tolerant };
            _graph.Input("iteration", ElementType.Int64, SymbolicShape.Scalar);
            _graph.Input("condition", ElementType.Bool, SymbolicShape.Scalar);
            _variables = new Operand[loop.Initial.Length];
            for (int i = 0; i < _variables.Length; i++)
                _variables[i] = types[i] is null ? loop.Initial[i]
                    : loop.Initial[i] is ListOperand list ? list with { Stacked = null, Size = null, Sequence = _graph.Input($"variable_{i}", types[i]!) }
                    : new TensorOperand(_graph.Input($"variable_{i}", types[i]!));
            for (int i = 0; i < _variables.Length; i++)
                if (collected[i]) _variables[i] = (ListOperand)loop.Initial[i] with { Collector = new Collector(i) };
            try
            {
                _next = loop.Step(_scope, _variables);
                for (int i = 0; i < _next.Length && Failed is null; i++)
                    if (loop.Unchanged[i]) _next[i] = _variables[i];
                    else if (collected[i] && !IsCollected(i)) Failed = i;
                IsAbsent = _next.Any(o => o is AbsentOperand);
                _again = Failed is null && !IsAbsent ? loop.Condition(_scope, _next) : AbsentOperand.One;
                IsAbsent |= _again is AbsentOperand;
            }
            catch (CollectorException e) when (Array.Exists(_variables, v => v is ListOperand { Collector: { } own } && own == e.Collector))
            {
                (Failed, _next, _again) = (e.Collector.Variable, [], AbsentOperand.One);
            }
        }

        /// <summary>A list that cannot be collected after all.</summary>
        public int? Failed { get; private set; }

        public bool IsAbsent { get; }

        /// <summary>Makes the variables' types as wide as what the body gives; false when they are already.</summary>
        public bool Widen(TensorType?[] types, bool completely)
        {
            bool widened = false;
            for (int i = 0; i < types.Length; i++)
            {
                if (types[i] is not { } type || type.Element == ElementType.Sequence || !type.Shape.IsRanked) continue;
                TensorType next = _scope.ToValue(_next[i])?.Type ?? throw _node.Error($"its variable {i} becomes something that is no tensor");
                if (next.Element != type.Element) throw _node.Error($"its variable {i} is {type} first and then {next}");
                if (!next.Shape.IsRanked || next.Shape.Rank != type.Shape.Rank) (types[i], widened) = (type with { Shape = SymbolicShape.Unranked }, true);
                else if (Enumerable.Range(0, type.Shape.Rank).Any(d => type.Shape[d] != next.Shape[d] && !IsUnknown(type.Shape[d])))
                {
                    Dim[] dims = [.. Enumerable.Range(0, type.Shape.Rank).Select(d => !completely && (type.Shape[d] == next.Shape[d] || IsUnknown(type.Shape[d])) ? type.Shape[d] : Dim.Unknown())];
                    (types[i], widened) = (type with { Shape = SymbolicShape.Of(dims) }, true);
                }
            }
            return widened;
        }

        /// <summary>Adds the Loop to the graph around it.</summary>
        public Operand[] Finish(Scope outer, Value start, Value?[] first)
        {
            Operand[] results = [.. _variables];
            Value condition = _scope.ToValue(_again) ?? throw _node.Error("its condition is no tensor");
            Give("condition", condition.Shape is { IsRanked: true, Rank: > 0 } ? condition.Reshape([]) : condition);
            for (int i = 0; i < first.Length; i++)
                if (first[i] is not null) Give($"next_{i}", _next[i] is ListOperand list ? list.ToSequence(_scope) : _scope.ToValue(_next[i])!);
            for (int i = 0; i < first.Length; i++)
                if (_collected[i]) Give($"item_{i}", ((ListOperand)_next[i]).Collected!);
            Node node = outer.Graph.AddNode(_node.Name, new Loop(_graph, _scope.Captured.Count), [null, start.Shape is { IsRanked: true, Rank: > 0 } ? start.Reshape([]) : start,
                .. first.Where(f => f is not null), .. _scope.Captured]);
            int result = 0;
            for (int i = 0; i < first.Length; i++)
                if (first[i] is not null) results[i] = _next[i] is ListOperand list ? list with { Sequence = node.Outputs[result++] } : new TensorOperand(node.Outputs[result++]);
            for (int i = 0; i < first.Length; i++)
                if (_collected[i]) results[i] = (ListOperand)_loop.Initial[i] with { Stacked = node.Outputs[result++], Size = null };
            for (int i = 0; i < first.Length; i++)
                if (first[i] is null && !_collected[i]) results[i] = _loop.Initial[i];
            return results;

            void Give(string name, Value value) => _graph.Output(name, value.Producer is null ? value.Identity() : value);
        }

        private static bool IsUnknown(Dim dim) => dim.Symbol is { } symbol && symbol.StartsWith('?');

        // The list got one element, at the place of a counter that starts at 0 and goes up by 1.
        private bool IsCollected(int i)
        {
            if (_next[i] is not ListOperand { Collected: not null, Collector: { Index: { } index } collector } || collector.Variable != i) return false;
            int counter = Array.FindIndex(_variables, v => v is TensorOperand tensor && tensor.Value == index);
            if (counter < 0 || _next[counter] is not TensorOperand { Value.Producer: { Operator: Add } add }) return false;
            Value? step = add.Inputs[0] == index ? add.Inputs[1] : add.Inputs[1] == index ? add.Inputs[0] : null;
            return ShapeArithmetic.Integers(step?.Known) is [1] && ShapeArithmetic.Integers(Known(_loop.Initial[counter])) is [0];
        }

        private static Tensor? Known(Operand operand) => operand switch
        {
            WeightOperand weight => weight.Weight.Tensor,
            TensorOperand tensor => tensor.Value.Known,
            _ => null,
        };
    }
}

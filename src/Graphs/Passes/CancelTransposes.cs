namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Takes transposes out of networks that were made for another order of axes (TensorFlow's channels last): a region of operators that do not
/// mind the order is computed in the order from before the transposes in front of it, where that leaves fewer transposes than there were.
/// </summary>
/// <remarks>
/// A region is what hangs together by operators that can be turned (<see cref="TurnedOperators"/>). Each transpose that enters or leaves it in
/// the right direction is saved, each other value that enters or leaves it costs one. Reshapes end regions, so channel shuffles stay.
/// </remarks>
public sealed class CancelTransposes : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        HashSet<Node> done = [];
        HashSet<(Node, string)> seen = [];
        foreach (Node transpose in rewriter.Nodes)
        {
            if (transpose.Operator is not Transpose || !transpose.Outputs[0].Type.IsRanked || !transpose.Inputs[0]!.Type.IsRanked) continue;
            int[] perm = Turns.Axes(transpose);
            string key = string.Join(',', perm);
            foreach ((Node user, _) in rewriter.Uses(transpose.Outputs[0]).ToArray())
            {
                if (done.Contains(user) || seen.Contains((user, key)) || !TurnedOperators.CanTurn(user, perm.Length)) continue;
                var region = new Region(rewriter, perm, user, done);
                foreach (Node node in region.Nodes) seen.Add((node, key));
                if (region.Saves() <= 0) continue;
                region.Turn();
                done.UnionWith(region.Nodes);
            }
        }
    }

    private sealed class Region
    {
        private readonly GraphRewriter _rewriter;
        private readonly int[] _perm, _inverse;
        private readonly HashSet<Node> _nodes = [];
        private readonly Dictionary<Value, Value> _turned = [];

        public Region(GraphRewriter rewriter, int[] perm, Node first, HashSet<Node> done)
        {
            (_rewriter, _perm, _inverse) = (rewriter, perm, Turns.Inverse(perm));
            var open = new Stack<Node>([first]);
            while (open.TryPop(out Node? node))
            {
                if (done.Contains(node) || _nodes.Contains(node) || !TurnedOperators.CanTurn(node, perm.Length)) continue;
                _nodes.Add(node);
                foreach (Value input in TurnedOperators.Turned(node, perm.Length))
                    if (input.Producer is { } producer) open.Push(producer);
                foreach (Value output in node.Outputs)
                    foreach ((Node user, _) in rewriter.Uses(output)) open.Push(user);
            }
        }

        public IReadOnlyCollection<Node> Nodes => _nodes;

        /// <summary>How many transposes fewer there are when the region is turned.</summary>
        public int Saves()
        {
            int saves = 0;
            foreach (Value value in _nodes.SelectMany(n => TurnedOperators.Turned(n, _perm.Length)).Distinct())
            {
                if (value.Producer is { } producer && _nodes.Contains(producer)) continue;
                if (IsTransposed(value, _perm)) saves += !_rewriter.IsResult(value) && _rewriter.Uses(value).All(u => _nodes.Contains(u.Node)) ? 1 : 0;
                else if (!Turns.MovesOnlyOnes(value.Shape, _inverse)) saves--;
            }
            foreach (Value value in _nodes.SelectMany(n => n.Outputs))
            {
                Node[] users = [.. _rewriter.Uses(value).Select(u => u.Node).Where(n => !_nodes.Contains(n)).Distinct()];
                saves += users.Count(IsUndone);
                bool remains = _rewriter.IsResult(value) || users.Any(n => !IsUndone(n) && !TurnedOperators.Absorbs(n, _perm));
                if (remains && !Turns.MovesOnlyOnes(value.Shape, _inverse)) saves--;
            }
            return saves;
        }

        /// <summary>Computes the region in the other order and puts its results in place.</summary>
        public void Turn()
        {
            foreach (Node node in _rewriter.Nodes)
            {
                if (!_nodes.Contains(node)) continue;
                Node twin = TurnedOperators.Add(node, _perm.Length, _perm, Turned);
                for (int o = 0; o < node.Outputs.Count; o++) _turned[node.Outputs[o]] = twin.Outputs[o];
            }
            foreach (Value value in _nodes.SelectMany(n => n.Outputs).ToArray())
            {
                Value turned = _turned[value];
                Node[] users = [.. _rewriter.Uses(value).Select(u => u.Node).Where(n => !_nodes.Contains(n)).Distinct()];
                foreach (Node user in users)
                    if (IsUndone(user)) _rewriter.Replace(user.Outputs[0], turned);
                    else if (TurnedOperators.Absorbs(user, _perm))
                        _rewriter.Replace(user.Outputs[0], TurnedOperators.Add(user, _perm.Length, _perm, Turned).Outputs[0]);
                if (_rewriter.IsResult(value) || users.Any(n => !IsUndone(n) && !TurnedOperators.Absorbs(n, _perm)))
                {
                    Value back = Turns.Turn(turned, _perm);
                    back.Name ??= value.Name;
                    _rewriter.Replace(value, back);
                }
            }
        }

        private Value Turned(Value value)
        {
            if (_turned.TryGetValue(value, out Value? known)) return known;
            Value turned = IsTransposed(value, _perm) ? value.Producer!.Inputs[0]! : Turns.Turn(value, _inverse);
            _turned.Add(value, turned);
            return turned;
        }

        private bool IsUndone(Node node) => node.Operator is Transpose && node.Outputs[0].Type.IsRanked && Turns.Axes(node).AsSpan().SequenceEqual(_inverse);

        private static bool IsTransposed(Value value, int[] perm) =>
            value.Producer is { Operator: Transpose } producer && Turns.Axes(producer).AsSpan().SequenceEqual(perm);
    }
}

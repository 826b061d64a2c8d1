using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Computes once what several nodes compute from the same operands.</summary>
public sealed class MergeEqualNodes : GraphPass
{
    private const long MaxComparedBytes = 1024;

    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        MergeConstants(rewriter);
        Dictionary<Application, Node> seen = [];
        foreach (Node node in rewriter.Nodes)
        {
            if (!node.Operator.IsDeterministic) continue;
            var application = new Application(node.Operator, [.. node.Inputs]);
            if (seen.TryAdd(application, node)) continue;
            Node first = seen[application];
            for (int o = 0; o < node.Outputs.Count; o++) rewriter.Replace(node.Outputs[o], first.Outputs[o]);
        }
    }

    private static void MergeConstants(GraphRewriter rewriter)
    {
        Dictionary<Elements, Value> seen = [];
        foreach (Value constant in rewriter.Nodes.SelectMany(n => n.Inputs).Distinct().ToArray().OfType<Value>())
        {
            if (constant.Constant is not { } tensor || tensor.Type == ElementType.String || tensor.Bytes > MaxComparedBytes) continue;
            var elements = new Elements(tensor);
            if (seen.TryGetValue(elements, out Value? first)) rewriter.Replace(constant, first);
            else seen.Add(elements, constant);
        }
    }

    private readonly struct Application(Operator op, Value?[] inputs) : IEquatable<Application>
    {
        private readonly Operator _operator = op;
        private readonly Value?[] _inputs = inputs;

        public bool Equals(Application other) => _operator.Equals(other._operator) && _inputs.AsSpan().SequenceEqual(other._inputs);

        public override bool Equals(object? obj) => obj is Application other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_operator);
            foreach (Value? input in _inputs) hash.Add(input);
            return hash.ToHashCode();
        }
    }

    private readonly struct Elements(Tensor tensor) : IEquatable<Elements>
    {
        private readonly Tensor _tensor = tensor;

        public bool Equals(Elements other) =>
            _tensor.Type == other._tensor.Type && _tensor.Shape == other._tensor.Shape && _tensor.AsBytes().SequenceEqual(other._tensor.AsBytes());

        public override bool Equals(object? obj) => obj is Elements other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_tensor.Shape);
            hash.AddBytes(_tensor.AsBytes());
            return hash.ToHashCode();
        }
    }
}

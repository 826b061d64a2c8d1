using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

/// <summary>
/// Graphs made at random, the same for the same seed: elementwise operators, views (also of views, of inputs, of parameters), reductions,
/// matrix products and operators with several results, on values that are used many times, with outputs from anywhere.
/// </summary>
internal sealed class RandomGraph
{
    private static readonly Shape[] Shapes = [[4, 6], [6, 4], [24], [2, 12], [1, 6], [4, 1], [6]];
    private readonly Random _random;
    private readonly List<Value> _values = [];

    public RandomGraph(int seed, int nodes)
    {
        _random = new Random(seed);
        for (int i = 0; i < 3; i++) _values.Add(Graph.Input($"x{i}", ElementType.Float32, Shapes[i]));
        foreach (Shape shape in (Shape[])[[4, 6], [6], [2, 12]]) Parameters.Add(new Parameter($"p{Parameters.Count}", Tensor(shape)));
        _values.AddRange(Parameters.Select(Graph.Parameter));
        Constants.Add(Tensor([6, 4]));
        _values.AddRange(Constants.Select(Graph.Constant));
        while (Graph.Nodes.Count < nodes) Extend();
        for (int o = 0; o < 5; o++) Graph.Output($"y{o}", Any());
        Graph.Output("last", _values[^1]);
    }

    public Graph Graph { get; } = new();

    public List<Parameter> Parameters { get; } = [];

    public List<Tensor> Constants { get; } = [];

    public Tensor[] Inputs() => [.. Graph.Inputs.Select(i => Tensor(i.Shape.ToShape()))];

    private Tensor Tensor(Shape shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        foreach (ref float x in tensor.AsSpan<float>()) x = _random.NextSingle() * 2 - 1;
        return tensor;
    }

    // Recent values are likelier, so that graphs grow deep as well as wide.
    private Value Any() => _random.Next(2) == 0 ? _values[^(1 + _random.Next(Math.Min(4, _values.Count)))] : _values[_random.Next(_values.Count)];

    private Value Like(Value value)
    {
        Value[] fitting = [.. _values.Where(v => v.Shape.Equals(value.Shape))];
        return fitting[_random.Next(fitting.Length)];
    }

    private void Extend()
    {
        Value x = Any();
        switch (_random.Next(14))
        {
            case 0: Add(x.Tanh()); break;
            case 1: Add(x.Relu()); break;
            case 2: Add(-x); break;
            case 3: Add((x + Like(x)).Tanh()); break;
            case 4: Add(x * Like(x)); break;
            case 5: Add(x - Stretching(x)); break;
            case 6:
                Shape[] same = [.. Shapes.Where(s => s.Count == x.Shape.ToShape().Count)];
                if (same.Length > 0) Add(x.Reshape(Array.ConvertAll(same[_random.Next(same.Length)].ToArray(), d => (long)d)));
                break;
            case 7: Add(x.Identity()); break;
            case 8: Add(x.Shape.Rank == 2 ? x.Transpose(1, 0) : x.Unsqueeze(0).Identity().Squeeze(0)); break;
            case 9: Add(x.ReduceMean([0], keepDims: x.Shape.Rank < 2)); break;
            case 10: Add(x.Softmax()); break;
            case 11:
                if (_values.Find(v => v.Shape.Rank == 2 && x.Shape.Rank == 2 && v.Shape[0] == x.Shape[1]) is { } right) Add(x.MatMul(right).Tanh());
                break;
            case 12:
                if (x.Shape[0].Value % 2 != 0) break;
                IReadOnlyList<Value> halves = x.SplitEvenly(0, 2);
                Add(Graph.Concat(0, halves[1], _random.Next(2) == 0 ? halves[0] : halves[1]));
                break;
            case 13: Add(Graph.Add(new Where(), Graph.Add(new Greater(), x, Like(x)), Like(x), Like(x))); break;
            default: break;
        }
    }

    private Value Stretching(Value x)
    {
        Value[] fitting = [.. _values.Where(v => (v.Shape.Rank == 1 && v.Shape[0] == x.Shape[-1]) || (x.Shape.Rank == 2 && v.Shape.Rank == 2 && v.Shape[0] == x.Shape[0] && v.Shape[1] == 1))];
        return fitting.Length == 0 ? Like(x) : fitting[_random.Next(fitting.Length)];
    }

    private void Add(Value value)
    {
        // Products of products outgrow what floating point tells apart.
        _values.Add(_random.Next(4) == 0 ? value.Tanh() : value);
    }
}

using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>Holds tensors against the inputs that a graph declares: their number, types, ranks, sizes, and one size for each symbol.</summary>
internal static class InputCheck
{
    /// <summary>Returns when the tensors fit the graph.</summary>
    /// <exception cref="ShapeException">They do not; the message names the input, what it takes and what was given.</exception>
    public static void Run(Graph graph, ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.Length != graph.Inputs.Count)
            throw new ShapeException($"The graph takes {graph.Inputs.Count} inputs ({string.Join(", ", graph.Inputs.Select(i => $"'{i.Name}' {i.Type}"))}), but {tensors.Length} tensors were given.");
        Dictionary<string, (int Size, Value Input)> symbols = [];
        for (int i = 0; i < tensors.Length; i++)
        {
            Value input = graph.Inputs[i];
            if (tensors[i] is not { } tensor) throw new ShapeException($"Input '{input.Name}' takes {input.Type}, but null was given.");
            if (input.Type.Element == ElementType.Undefined) continue;
            if (tensor.Type != input.Type.Element) throw Misfit(input, tensor, $"it holds {tensor.Type}, not {input.Type.Element}");
            if (!input.Shape.IsRanked) continue;
            if (tensor.Shape.Rank != input.Shape.Rank) throw Misfit(input, tensor, $"it has {tensor.Shape.Rank} dimensions, not {input.Shape.Rank}");
            for (int d = 0; d < input.Shape.Rank; d++) Fit(input, tensor, d, symbols);
        }
    }

    private static void Fit(Value input, Tensor tensor, int axis, Dictionary<string, (int Size, Value Input)> symbols)
    {
        Dim dim = input.Shape[axis];
        int size = tensor.Shape[axis];
        if (dim.IsKnown)
        {
            if (size != dim.Value) throw Misfit(input, tensor, $"dimension {axis} is {size}, not {dim}");
            return;
        }
        if (size % dim.Factor != 0) throw Misfit(input, tensor, $"dimension {axis} is {size}, which is no multiple of {dim.Factor}");
        int symbol = size / dim.Factor;
        if (!symbols.TryGetValue(dim.Symbol!, out (int Size, Value Input) known)) symbols.Add(dim.Symbol!, (symbol, input));
        else if (known.Size != symbol)
            throw Misfit(input, tensor, $"dimension {axis} makes {dim.Symbol} {symbol}, but input '{known.Input.Name}' made it {known.Size}");
    }

    private static ShapeException Misfit(Value input, Tensor tensor, string why) =>
        new($"Input '{input.Name}' takes {input.Type}, but a tensor of {tensor} was given: {why}.");
}

using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Gives a model's inputs other shapes, and finds what follows from them.</summary>
internal static class OnnxShapes
{
    /// <summary>The model with the shapes that were given for its inputs, and with single precision where it has half precision inputs and outputs.</summary>
    /// <exception cref="ArgumentException">A shape is given for something that the model has not, or contradicts the model's.</exception>
    public static Graph Apply(Graph graph, OnnxModelSource source, IReadOnlyDictionary<string, int[]> shapes)
    {
        foreach ((string name, int[] dims) in shapes)
        {
            SymbolicShape? known = graph.Inputs.FirstOrDefault(i => i.Name == name)?.Shape ?? graph.Outputs.FirstOrDefault(o => o.Name == name).Value?.Shape
                ?? throw new ArgumentException($"The shapeDictionary names '{name}', which {source.Name} has not. It has the inputs "
                    + $"{string.Join(", ", graph.Inputs.Select(i => i.Name))} and the outputs {string.Join(", ", graph.Outputs.Select(o => o.Name))}.", "shapeDictionary");
            if (known.IsRanked && (known.Rank != dims.Length || known.ToArray().Where((d, i) => d.IsKnown && dims[i] > 0 && d.Value != dims[i]).Any()))
                throw new ArgumentException($"The shapeDictionary gives '{name}' the shape {string.Join('x', dims)}, but in {source.Name} it is {known}.", "shapeDictionary");
        }
        if (shapes.Count == 0 && !graph.Inputs.Concat(graph.Outputs.Select(o => o.Value)).Any(v => OnnxTypes.IsHalf(v.Type.Element))) return graph;
        try
        {
            return Rebuild(graph, input => Declared(shapes, input.Name!, input.Shape));
        }
        catch (Exception e) when (IsRefused(e))
        {
            throw new ArgumentException($"{source.Name} cannot be computed with the shapes of the shapeDictionary: {e.Message}", "shapeDictionary", e);
        }
    }

    /// <summary>The model for a number of rows, to see what shapes its values have then; null where it cannot be computed for so many.</summary>
    public static Graph? WithRows(Graph graph, int rows)
    {
        if (graph.Inputs.All(i => i.Shape is not { IsRanked: true, Rank: > 0 } || i.Shape[0].IsKnown)) return graph;
        try
        {
            return Rebuild(graph, input => WithRows(graph, input.Shape, rows));
        }
        catch (Exception e) when (IsRefused(e))
        {
            return null;
        }
    }

    /// <summary>A shape for a number of rows: what counts rows in the first dimension of an input counts them wherever it stands.</summary>
    public static SymbolicShape WithRows(Graph graph, SymbolicShape shape, int rows)
    {
        if (!shape.IsRanked) return shape;
        HashSet<string?> symbols = [.. graph.Inputs.Where(i => i.Shape is { IsRanked: true, Rank: > 0 }).Select(i => i.Shape[0].Symbol)];
        return SymbolicShape.Of([.. shape.ToArray().Select(d => d.IsKnown || !symbols.Contains(d.Symbol) ? d : d.Factor * rows)]);
    }

    /// <summary>A shape with the dimensions that were given in place of its open ones.</summary>
    public static SymbolicShape Declared(IReadOnlyDictionary<string, int[]> shapes, string name, SymbolicShape shape)
    {
        if (!shapes.TryGetValue(name, out int[]? given)) return shape;
        Dim[] dims = [.. given.Select((d, i) => d > 0 ? d : shape.IsRanked ? shape[i] : Dim.Unknown())];
        return SymbolicShape.Of(dims);
    }

    // What operators say to operands of shapes that they cannot have.
    public static bool IsRefused(Exception e) => e is ShapeException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException or IndexOutOfRangeException;

    private static Graph Rebuild(Graph graph, Func<Value, SymbolicShape> shapeOf)
    {
        var target = new Graph();
        foreach ((string key, string text) in graph.Metadata) target.Metadata[key] = text;
        Dictionary<Value, Value> inputs = [];
        foreach (Value input in graph.Inputs)
        {
            bool half = OnnxTypes.IsHalf(input.Type.Element);
            Value declared = target.Input(input.Name!, input.Type with { Shape = shapeOf(input), Element = half ? ElementType.Float32 : input.Type.Element });
            inputs[input] = half ? declared.Cast(input.Type.Element) : declared;
        }
        Value[] outputs = target.Splice(inputs, [.. graph.Outputs.Select(o => o.Value)]);
        for (int o = 0; o < outputs.Length; o++)
            target.Output(graph.Outputs[o].Name, OnnxTypes.IsHalf(outputs[o].Type.Element) ? outputs[o].Cast(ElementType.Float32) : outputs[o]);
        return target;
    }
}

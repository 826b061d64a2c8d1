using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>Layers applied one after the other; itself a layer.</summary>
/// <param name="Layers">The layers in order.</param>
public sealed record Sequential(params IReadOnlyList<Layer> Layers) : Layer
{
    private protected override bool HasRow => Name is not null;

    /// <summary>The network of these layers.</summary>
    /// <param name="inputShape">The shape of one sample, without the batch.</param>
    /// <param name="seed">Determines the initial parameters.</param>
    public Network ToNetwork(SymbolicShape inputShape, ulong seed = 0) => Network.Build(inputShape, (x, context) => Apply(x, context), seed);

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        foreach (Layer layer in Layers) x = layer.Apply(x, context);
        return x;
    }
}

/// <summary>A residual block (He et al. 2016): activation(body(x) + shortcut(x)).</summary>
/// <param name="Body">What is learned.</param>
/// <param name="Shortcut">The way around; null for x itself, which then must have the body's shape.</param>
/// <param name="Activation">The function at the end.</param>
public sealed record Residual(Layer Body, Layer? Shortcut = null, Activation Activation = Activation.Linear) : Layer
{
    private protected override bool HasRow => false;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        Value body = Body.Apply(x, context), shortcut = Shortcut is null ? x : Shortcut.Apply(x, context);
        return context.Apply(body, new Merge("Add", () => (body + shortcut).Activate(Activation)) { Name = Name });
    }
}

/// <summary>Branches beside each other whose results are joined along an axis (Szegedy et al. 2015).</summary>
/// <param name="Axis">The axis; 1 for channels.</param>
/// <param name="Branches">The branches; each is applied to the same input.</param>
public sealed record Concatenate(int Axis, params IReadOnlyList<Layer> Branches) : Layer
{
    private protected override bool HasRow => false;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        Value[] results = [.. Branches.Select(b => b.Apply(x, context))];
        return context.Apply(x, new Merge("Concatenate", () => x.Graph.Concat(Axis, results)) { Name = Name });
    }
}

/// <summary>Functional forms of what joins several values.</summary>
public static class MergeLayers
{
    /// <summary>The sum of values of the same shape, as a layer of the summary.</summary>
    public static Value Add(this LayerContext context, params IReadOnlyList<Value> values) =>
        context.Apply(values[0], new Merge("Add", () => values.Skip(1).Aggregate(values[0], (a, b) => a + b)));

    /// <summary>Values joined along an axis, as a layer of the summary.</summary>
    public static Value Concatenate(this LayerContext context, int axis, params IReadOnlyList<Value> values) =>
        context.Apply(values[0], new Merge("Concatenate", () => context.Graph.Concat(axis, [.. values])));
}

internal sealed record Merge(string What, Func<Value> Join) : Layer
{
    protected internal override string Kind => What;

    protected override Value Build(Value x, LayerContext context) => Join();
}

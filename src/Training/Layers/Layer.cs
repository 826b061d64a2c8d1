using System.Text;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>
/// A piece of a network: its options, and how it is built from operators and parameters. Layers hold no parameters themselves; a
/// <see cref="Network"/> does, by the layers' names, so its training graph and its scoring graph share them. Images are N, C, H, W.
/// </summary>
public abstract record Layer
{
    /// <summary>The layer's name; null for the kind with a number, as in <c>conv2d_1</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The layer's result.</summary>
    /// <param name="x">What the layer is applied to; the first dimension is the batch.</param>
    /// <param name="context">The network that is being built.</param>
    /// <exception cref="ShapeException">The layer does not fit the shape of <paramref name="x"/>; the message names the layer.</exception>
    public Value Apply(Value x, LayerContext context)
    {
        if (!HasRow) return Build(x, context);
        string name = context.Enter(this);
        try
        {
            Value y = Build(x, context);
            context.Leave(y);
            return y;
        }
        catch (ShapeException e) when (!e.Message.StartsWith("Layer", StringComparison.Ordinal))
        {
            throw new ShapeException($"Layer '{name}' applied to {x.Type}: {e.Message}");
        }
    }

    /// <summary>What the layer is called in summaries.</summary>
    protected internal virtual string Kind => GetType().Name;

    /// <summary>False for layers that only hold others.</summary>
    private protected virtual bool HasRow => true;

    /// <summary>Builds the layer's graph.</summary>
    protected abstract Value Build(Value x, LayerContext context);

    internal string DefaultName
    {
        get
        {
            var text = new StringBuilder();
            string kind = Kind;
            for (int i = 0; i < kind.Length; i++)
            {
                bool startsWord = i > 0 && char.IsUpper(kind[i]) && char.IsLower(kind[i - 1]);
                if (startsWord) text.Append('_');
                text.Append(char.ToLowerInvariant(kind[i]));
            }
            return text.ToString();
        }
    }
}

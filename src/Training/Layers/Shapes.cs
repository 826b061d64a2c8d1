using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>Sets a random part of the elements to 0 while training and scales the others up so that their sum stays; does nothing otherwise (Srivastava et al. 2014).</summary>
/// <param name="Rate">The part that is dropped, from 0 to less than 1.</param>
public sealed record Dropout(float Rate) : Layer
{
    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        if (Rate is < 0 or >= 1) throw new ArgumentOutOfRangeException(nameof(Rate), Rate, "The dropout rate must be at least 0 and less than 1.");
        return context.Training && Rate > 0 ? x.Dropout(Rate) : x;
    }
}

/// <summary>Everything after the batch in one dimension: <c>N×C×H×W</c> gives <c>N×(C·H·W)</c>.</summary>
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => x.Flatten();
}

/// <summary>The same elements in another shape; the batch dimension stays.</summary>
/// <param name="Shape">The dimensions after the batch; one may be -1, to be told from the others.</param>
public sealed record Reshape(params Ints Shape) : Layer
{
    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => x.Reshape([0, .. Shape.ToArray().Select(d => (long)d)]);
}

/// <summary>Rows and columns of zeros around images.</summary>
/// <param name="Padding">The number on each side: along the height, along the width.</param>
public sealed record ZeroPadding2D(Size2D Padding) : Layer
{
    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) =>
        x.Pad([0, 0, Padding.Rows, Padding.Columns, 0, 0, Padding.Rows, Padding.Columns]);
}

/// <summary>Rows of a table by number: integers <c>N×…</c> give <c>N×…×Width</c>. Its parameter is <c>embeddings</c> (Count×Width).</summary>
/// <param name="Count">The number of rows: one more than the largest number that occurs.</param>
/// <param name="Width">The length of each row.</param>
public sealed record Embedding(int Count, int Width) : Layer
{
    /// <summary>How the table is set.</summary>
    public Initializer Initializer { get; init; } = new RandomUniform();

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => context.Parameter("embeddings", [Count, Width], Initializer).Gather(x, 0);
}

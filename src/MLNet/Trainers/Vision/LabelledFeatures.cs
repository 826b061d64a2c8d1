using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace Microsoft.ML.Vision;

/// <summary>The features of pictures, a row each, and the classes they are of, from 0.</summary>
internal sealed record LabelledFeatures(Tensor Features, int[] Labels)
{
    public int Count => Labels.Length;

    /// <summary>Divides the pictures at random: the first part has so many.</summary>
    public (LabelledFeatures First, LabelledFeatures Others) Split(int count, Random random)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        random.Shuffle(order);
        ExtractedFeatures all = new(Features, order, [], 0);
        return (new(all.Rows(order[..count]), Take(order[..count])), new(all.Rows(order[count..]), Take(order[count..])));
    }

    public Span<float> Row(int row) => Features.AsSpan<float>().Slice(row * Features.Shape[1], Features.Shape[1]);

    private int[] Take(int[] rows) => [.. rows.Select(row => Labels[row])];
}

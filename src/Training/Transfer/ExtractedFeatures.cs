using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>The features of samples.</summary>
/// <param name="Values">A row of numbers for each sample that could be read.</param>
/// <param name="Samples">Which sample each row belongs to, in ascending order.</param>
/// <param name="Errors">The samples that could not be read, with the reasons.</param>
/// <param name="Cached">How many rows were in the cache.</param>
public sealed record ExtractedFeatures(Tensor Values, IReadOnlyList<int> Samples, IReadOnlyList<SampleError> Errors, int Cached)
{
    /// <summary>The rows of the given samples, as a tensor of its own.</summary>
    /// <param name="rows">Rows of <see cref="Values"/>.</param>
    public Tensor Rows(IReadOnlyList<int> rows)
    {
        int width = Values.Shape[1];
        var part = new Tensor(ElementType.Float32, [rows.Count, width]);
        for (int i = 0; i < rows.Count; i++) Values.AsSpan<float>().Slice(rows[i] * width, width).CopyTo(part.AsSpan<float>().Slice(i * width, width));
        return part;
    }
}

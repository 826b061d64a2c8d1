namespace Microsoft.ML.Data;

/// <summary>How the pairs of a line become items of a vector.</summary>
/// <param name="Count">The number of items.</param>
/// <param name="IsZeroBased">Whether the indices in the file start with 0, not 1.</param>
/// <param name="Names">The names that stand for the items in the file; null where the file has indices.</param>
internal sealed record SvmLightFeatures(int Count, bool IsZeroBased, IReadOnlyList<string>? Names = null)
{
    /// <summary>Finds the number of items in data: the largest index.</summary>
    public static SvmLightFeatures OfIndices(IMultiStreamSource sample, bool zeroBased, long? numberOfRows)
    {
        SvmLightRow row = new(new SvmLightFeatures(int.MaxValue, zeroBased));
        int count = 0;
        foreach (SvmLightRow read in Rows(sample, row, numberOfRows))
            if (read.Indices.Length > 0) count = Math.Max(count, read.Indices[^1] + 1);
        return count > 0 ? new SvmLightFeatures(count, zeroBased) : throw Empty(sample, "a feature (index:value), so how many there are cannot be seen: set inputSize");
    }

    /// <summary>Finds the names of the items in data, in the order in which they occur.</summary>
    public static SvmLightFeatures OfNames(IMultiStreamSource sample, long? numberOfRows)
    {
        List<string> names = [];
        SvmLightRow row = new(new SvmLightFeatures(int.MaxValue, true, names), names.Add);
        foreach (SvmLightRow _ in Rows(sample, row, numberOfRows)) { }
        return names.Count > 0 ? new SvmLightFeatures(names.Count, true, names) : throw Empty(sample, "a feature (name:value)");
    }

    private static IEnumerable<SvmLightRow> Rows(IMultiStreamSource sample, SvmLightRow row, long? numberOfRows)
    {
        using SvmLightLines lines = new(sample);
        for (long left = numberOfRows ?? long.MaxValue; left > 0 && lines.MoveTo(row); left--) yield return row;
    }

    private static FormatException Empty(IMultiStreamSource sample, string what)
        => new($"{(sample.Count > 0 ? sample.GetPathOrNull(0) : null) ?? "The data sample"} has no row with {what}.");
}

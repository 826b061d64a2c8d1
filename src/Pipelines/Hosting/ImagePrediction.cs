using Microsoft.ML.Data;

namespace MlNetDeepLearning.Hosting;

/// <summary>What a picture classifier says of a row.</summary>
public sealed class ImagePrediction
{
    /// <summary>The picture's file or name.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];

    /// <summary>The classes with the highest probabilities, highest first.</summary>
    public IEnumerable<(int Class, float Probability)> Top(int count) =>
        Score.Select((probability, index) => (index, probability)).OrderByDescending(p => p.probability).ThenBy(p => p.index).Take(count);

    /// <summary>A line with the picture, as seen from the current folder, and its likeliest classes.</summary>
    /// <param name="labels">The classes in the order of the scores.</param>
    /// <param name="count">How many classes.</param>
    public string Describe(IReadOnlyList<string> labels, int count) =>
        $"{Path.GetRelativePath(".", ImagePath)}: {string.Join(", ", Top(count).Select(t => $"{labels[t.Class]} {Terminal.Percent(t.Probability)}"))}";
}

/// <summary>A row that names a picture.</summary>
public sealed class ImagePathRow
{
    /// <summary>The picture's file.</summary>
    public string ImagePath { get; set; } = "";
}

/// <summary>Reads facts about a classifier from the schema of its results.</summary>
public static class ClassifierSchema
{
    /// <summary>The classes in the order of the scores: the values of the predicted label's key.</summary>
    /// <exception cref="PipelineException">The model does not predict a key with texts.</exception>
    public static IReadOnlyList<string> Labels(Microsoft.ML.DataViewSchema schema)
    {
        if (schema.GetColumnOrNull("PredictedLabel") is not { Type: KeyDataViewType } column || column.Annotations.Schema.GetColumnOrNull("KeyValues") is null)
            throw new PipelineException("The model gives no PredictedLabel whose values are labels, so it is no classifier of this pipeline.");
        VBuffer<ReadOnlyMemory<char>> labels = default;
        column.GetKeyValues(ref labels);
        return [.. labels.DenseValues().Select(l => l.ToString())];
    }
}

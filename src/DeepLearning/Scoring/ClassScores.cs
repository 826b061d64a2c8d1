namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>The scores of a classifier.</summary>
public static class ClassScores
{
    /// <summary>The scores as probabilities: as they are where they are positive and sum to 1, else after the softmax.</summary>
    /// <param name="scores">A score for each class.</param>
    /// <param name="softmax">True when the softmax was taken.</param>
    public static float[] Probabilities(ReadOnlySpan<float> scores, out bool softmax)
    {
        double sum = 0;
        float largest = float.NegativeInfinity;
        bool negative = false;
        foreach (float score in scores)
        {
            sum += score;
            negative |= score < 0;
            largest = Math.Max(largest, score);
        }
        softmax = negative || Math.Abs(sum - 1) > 0.01;
        if (!softmax) return scores.ToArray();
        var result = new float[scores.Length];
        double total = 0;
        for (int i = 0; i < result.Length; i++) total += result[i] = MathF.Exp(scores[i] - largest);
        for (int i = 0; i < result.Length; i++) result[i] = (float)(result[i] / total);
        return result;
    }

    /// <summary>The classes with the highest scores, highest first, the lower class first where they are equal.</summary>
    public static IReadOnlyList<(int Class, float Score)> Top(IReadOnlyList<float> scores, int count) =>
        [.. scores.Select((score, index) => (Class: index, Score: score)).OrderByDescending(s => s.Score).ThenBy(s => s.Class).Take(count)];
}

using System.Collections.Immutable;

namespace Microsoft.ML.Calibrators;

/// <summary>
/// Probabilities that never fall as scores rise: constant on pieces, straight lines between them. Zadrozny and Elkan (2002), "Transforming classifier
/// scores into accurate multiclass probability estimates".
/// </summary>
public sealed class IsotonicCalibrator : ICalibrator
{
    private const float Least = 1e-7f;

    /// <summary>Where each piece begins.</summary>
    public readonly ImmutableArray<float> Mins;

    /// <summary>Where each piece ends.</summary>
    public readonly ImmutableArray<float> Maxes;

    /// <summary>The probability on each piece.</summary>
    public readonly ImmutableArray<float> Values;

    internal IsotonicCalibrator(ImmutableArray<float> mins, ImmutableArray<float> maxes, ImmutableArray<float> values)
    {
        Mins = mins;
        Maxes = maxes;
        Values = values;
    }

    /// <inheritdoc/>
    public float PredictProbability(float output) => float.IsNaN(output) ? output : Math.Clamp(At(output), Least, 1 - Least);

    /// <summary>Pools neighbours that are in the wrong order until none are.</summary>
    internal static IsotonicCalibrator Train(IReadOnlyList<CalibrationRow> rows)
    {
        List<(float Min, float Max, double Value, double Weight)> pieces = [];
        foreach (CalibrationRow row in rows.OrderBy(row => row.Score))
        {
            (float Min, float Max, double Value, double Weight) piece = (row.Score, row.Score, row.Positive ? 1 : 0, row.Weight);
            while (pieces.Count > 0 && pieces[^1] is var last && (last.Max >= piece.Min || piece.Value <= last.Value))
            {
                double weight = last.Weight + piece.Weight;
                piece = (last.Min, piece.Max, weight > 0 ? (last.Value * last.Weight + piece.Value * piece.Weight) / weight : piece.Value, weight);
                pieces.RemoveAt(pieces.Count - 1);
            }
            pieces.Add(piece);
        }
        return new IsotonicCalibrator([.. pieces.Select(piece => piece.Min)], [.. pieces.Select(piece => piece.Max)], [.. pieces.Select(piece => (float)piece.Value)]);
    }

    private float At(float score)
    {
        if (Values.Length == 0) return 0;
        int place = Maxes.BinarySearch(score);
        if (place < 0) place = ~place;
        if (place >= Values.Length) return Values[^1];
        if (place == 0 || score >= Mins[place]) return Values[place];
        float share = (score - Maxes[place - 1]) / (Mins[place] - Maxes[place - 1]);
        return Values[place - 1] + share * (Values[place] - Values[place - 1]);
    }
}

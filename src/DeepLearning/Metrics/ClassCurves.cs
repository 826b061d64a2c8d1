namespace MlNetDeepLearning.DeepLearning;

/// <summary>Curves of a classifier, each class against all others.</summary>
/// <param name="Classes">The curve of each class in the order of the labels.</param>
/// <param name="Micro">The curve of all decisions together: for each row and class, whether the row is of the class.</param>
/// <param name="Macro">The mean of the classes' curves.</param>
public sealed record ClassCurves(IReadOnlyList<ScoreCurve> Classes, ScoreCurve Micro, ScoreCurve Macro)
{
    private delegate ScoreCurve CurveOf(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores);

    /// <summary>ROC curves.</summary>
    public static ClassCurves Roc(ClassScoreTable table)
    {
        (ScoreCurve[] classes, ScoreCurve micro) = Each(table, ScoreCurve.Roc);
        return new ClassCurves(classes, micro, ScoreCurve.MeanRoc(classes));
    }

    /// <summary>Curves of precision over recall.</summary>
    public static ClassCurves PrecisionRecall(ClassScoreTable table)
    {
        (ScoreCurve[] classes, ScoreCurve micro) = Each(table, ScoreCurve.PrecisionRecall);
        return new ClassCurves(classes, micro, ScoreCurve.MeanPrecisionRecall(classes));
    }

    private static (ScoreCurve[] Classes, ScoreCurve Micro) Each(ClassScoreTable table, CurveOf curve)
    {
        int classes = table.Labels.Count;
        var curves = new ScoreCurve[classes];
        var truth = new bool[(long)table.Count * classes];
        var scores = new double[truth.Length];
        for (int c = 0; c < classes; c++)
        {
            Span<bool> own = truth.AsSpan(c * table.Count, table.Count);
            Span<double> given = scores.AsSpan(c * table.Count, table.Count);
            for (int row = 0; row < table.Count; row++) (own[row], given[row]) = (table.Truth[row] == c, table.Scores(row)[c]);
            curves[c] = curve(own, given);
        }
        return (curves, curve(truth, scores));
    }
}

namespace MlNetDeepLearning.Reports;

/// <summary>ROC and precision-recall curves: the averages strong, up to five classes in colour, the others grey.</summary>
internal static class CurvesSection
{
    private const int MostColoured = 4;
    private static readonly double[] Places = [0.01, 0.05, 0.1, 0.2, 0.5];

    public static void Draw(Html html, IReadOnlyList<CurveInfo> curves)
    {
        CurveInfo[] roc = [.. curves.Where(c => c.Kind == "roc")], precision = [.. curves.Where(c => c.Kind == "precisionRecall")];
        html.Raw("<div class=\"charts\">");
        if (roc.Length > 0) Lines(new Chart("ROC: found over false alarms", Axis.Part("false positive rate"), Axis.Part("true positive rate")).Reference(0, 0, 1, 1), roc).Draw(html);
        if (precision.Length > 0) Lines(new Chart("Precision over recall", Axis.Part("recall"), Axis.Part("precision")), precision).Draw(html);
        html.Raw("</div>").Fold("The curves as a table", inner =>
        {
            if (roc.Length > 0) Table(inner, "True positive rate at a false positive rate of", "ROC AUC", roc);
            if (precision.Length > 0) Table(inner, "Precision at a recall of", "Average precision", precision);
        });
    }

    private static Chart Lines(Chart chart, CurveInfo[] curves)
    {
        CurveInfo[] averages = [.. curves.Where(IsAverage)], classes = [.. curves.Where(c => !IsAverage(c)).OrderBy(c => c.Area)];
        CurveInfo[] coloured = [.. (classes.Length <= MostColoured ? classes : classes.Where(c => c.X.Count > 0).Take(MostColoured - 1))];
        foreach (CurveInfo curve in classes.Except(coloured)) chart.Line(null, "other", curve.X, curve.Y, $"{curve.Name}: {Html.Number(curve.Area)}");
        for (int i = 0; i < coloured.Length; i++) chart.Line(Legend(coloured[i]), $"{Chart.Style(i + (averages.Length > 0 ? 2 : 0))} thin", coloured[i].X, coloured[i].Y);
        for (int i = 0; i < averages.Length; i++) chart.Line(Legend(averages[i]), $"{Chart.Style(i)} thin", averages[i].X, averages[i].Y);
        return chart;
    }

    private static void Table(Html html, string caption, string area, CurveInfo[] curves) => html.Table(caption, ["Curve", .. Places.Select(Html.Percent), area],
        curves.Select(c => (IReadOnlyList<Cell>)[c.Name, .. Places.Select(p => c.X.Count == 0 ? "" : Cell.Percent(At(c, p))), Cell.Number(c.Area)]), "names");

    private static bool IsAverage(CurveInfo curve) => curve.Name is "micro average" or "macro average";

    private static string Legend(CurveInfo curve) => $"{(curve.Name.Length > 28 ? curve.Name[..27] + "…" : curve.Name)} {Html.Number(curve.Area)}";

    private static double At(CurveInfo curve, double x)
    {
        int i = 0;
        while (i + 1 < curve.X.Count && curve.X[i + 1] <= x) i++;
        return i + 1 == curve.X.Count || curve.X[i + 1] == curve.X[i] ? curve.Y[i] : curve.Y[i] + (x - curve.X[i]) / (curve.X[i + 1] - curve.X[i]) * (curve.Y[i + 1] - curve.Y[i]);
    }
}

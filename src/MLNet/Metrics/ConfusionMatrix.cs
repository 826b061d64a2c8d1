using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How often rows of each class were taken for each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly string[] _names;
    private readonly bool _binary;

    internal ConfusionMatrix(double[][] counts, double[] precision, double[] recall, string[] names, bool binary)
    {
        Counts = [.. counts.Select(row => (IReadOnlyList<double>)Array.AsReadOnly(row))];
        PerClassPrecision = Array.AsReadOnly(precision);
        PerClassRecall = Array.AsReadOnly(recall);
        _names = names;
        _binary = binary;
    }

    /// <summary>For each class, the share of the rows taken for it that are of it; 0 where none was taken for it.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>For each class, the share of its rows that were taken for it; 0 where it has no rows.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>The counts: outer index the true class, inner index the predicted one.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>The number of classes.</summary>
    public int NumberOfClasses => Counts.Count;

    /// <summary>How many rows of one class were taken for another.</summary>
    /// <param name="predictedClassIndicatorIndex">The class they were taken for.</param>
    /// <param name="actualClassIndicatorIndex">The class they are of.</param>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(predictedClassIndicatorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predictedClassIndicatorIndex, NumberOfClasses);
        ArgumentOutOfRangeException.ThrowIfNegative(actualClassIndicatorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actualClassIndicatorIndex, NumberOfClasses);
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>The counts as a table of text: true classes down, predicted ones across, with recall and precision at the edges.</summary>
    public string GetFormattedConfusionTable()
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        bool whole = Counts.All(row => row.All(count => count == Math.Floor(count)));
        string[][] cells = [.. Counts.Select(row => row.Select(count => count.ToString(whole ? "0" : "0.0", culture)).ToArray())];
        int width = Math.Max(6, 1 + _names.Concat(cells.SelectMany(row => row)).Max(text => text.Length));
        int left = Math.Max(9, _names.Max(name => name.Length));
        string line = new('=', NumberOfClasses * (width + 2));
        StringBuilder text = new();
        if (_binary)
        {
            double positive = Counts[0].Sum(), negative = Counts[1].Sum();
            text.AppendLine(culture, $"TEST POSITIVE RATIO:\t{positive / (positive + negative):0.0000} ({positive:0.0}/({positive:0.0}+{negative:0.0}))");
        }
        text.AppendLine("Confusion table");
        text.Append(' ', left + 1).Append("||").AppendLine(line);
        Row("PREDICTED".PadRight(left), _names, " Recall");
        text.Append("TRUTH".PadRight(left + 1)).Append("||").AppendLine(line);
        for (int i = 0; i < cells.Length; i++) Row(_names[i].PadLeft(left), cells[i], " " + PerClassRecall[i].ToString("0.0000", culture));
        text.Append(' ', left + 1).Append("||").AppendLine(line);
        Row("Precision".PadRight(left), [.. PerClassPrecision.Select(value => value.ToString("0.0000", culture))], "");
        return text.ToString();

        void Row(string head, string[] items, string tail)
        {
            text.Append(head).Append(" ||");
            foreach (string item in items) text.Append(item.PadLeft(width)).Append(" |");
            text.AppendLine(tail);
        }
    }
}

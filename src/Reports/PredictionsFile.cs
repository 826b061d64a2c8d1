using System.Globalization;
using System.Text;
using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>What was predicted of every test row, as a table that other programs read too: name, label, predicted and, for classes, the probability of the true class.</summary>
public static class PredictionsFile
{
    private const string ClassHead = "name,label,predicted,labelProbability", NumberHead = "name,label,predicted";

    /// <summary>Writes outcomes to a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="names">The rows' names; null to number them.</param>
    public static void Write(string path, Outcomes outcomes, IReadOnlyList<string>? names = null)
    {
        if (names is not null && names.Count != outcomes.Count) throw new ArgumentException($"There are {names.Count} names for {outcomes.Count} rows.", nameof(names));
        var text = new StringBuilder(outcomes is ClassOutcomes ? ClassHead : NumberHead).Append('\n');
        for (int row = 0; row < outcomes.Count; row++)
        {
            text.Append(Quote(names?[row] ?? row.ToString(CultureInfo.InvariantCulture))).Append(',');
            if (outcomes is ClassOutcomes classes)
                text.Append(Quote(classes.Labels[classes.Truth[row]])).Append(',').Append(Quote(classes.Labels[classes.Predicted[row]])).Append(',')
                    .Append(classes.LabelProbabilities.IsEmpty ? "" : Text(classes.LabelProbabilities[row]));
            else if (outcomes is NumberOutcomes numbers)
                text.Append(Text(numbers.Truth[row])).Append(',').Append(Text(numbers.Predicted[row]));
            text.Append('\n');
        }
        WholeFile.Write(path, text.ToString());
    }

    /// <summary>Reads outcomes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">The classes in the report's order; empty for numbers.</param>
    /// <exception cref="FormatException">The file is no such table; the message names the line.</exception>
    public static (IReadOnlyList<string> Names, Outcomes Outcomes) Read(string path, IReadOnlyList<string> labels)
    {
        using var reader = new StreamReader(path);
        string? head = reader.ReadLine();
        bool classes = head == ClassHead;
        if (!classes && head != NumberHead) throw new FormatException($"'{path}' does not begin with the line '{ClassHead}' or '{NumberHead}'.");
        Dictionary<string, int> places = labels.Select((label, i) => (label, i)).DistinctBy(l => l.label).ToDictionary(l => l.label, l => l.i);
        List<string> names = [];
        List<double> truth = [], predicted = [], probabilities = [];
        for (int line = 2; Record(reader) is { } fields; line++)
        {
            if (fields.Count != (classes ? 4 : 3)) throw new FormatException($"'{path}', record {line}: {fields.Count} values; expected {(classes ? 4 : 3)}.");
            names.Add(fields[0]);
            truth.Add(classes ? Place(fields[1], line) : Number(fields[1], line));
            predicted.Add(classes ? Place(fields[2], line) : Number(fields[2], line));
            if (classes && fields[3].Length > 0) probabilities.Add(Number(fields[3], line));
        }
        if (!classes) return (names, new NumberOutcomes([.. truth], [.. predicted]));
        if (probabilities.Count != 0 && probabilities.Count != names.Count) throw new FormatException($"'{path}': {names.Count} rows, but {probabilities.Count} probabilities.");
        return (names, new ClassOutcomes(labels, [.. truth.Select(t => (int)t)], [.. predicted.Select(p => (int)p)], probabilities.Count == 0 ? null : [.. probabilities]));

        int Place(string label, int line) => places.TryGetValue(label, out int place) ? place : throw new FormatException($"'{path}', record {line}: '{label}' is none of the report's classes.");

        double Number(string text, int line) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number
            : throw new FormatException($"'{path}', record {line}: '{text}' is no number.");
    }

    // Models give single precision; its shortest text is half as long.
    private static string Text(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;

    private static List<string>? Record(StreamReader reader)
    {
        if (reader.Peek() < 0) return null;
        List<string> fields = [];
        var field = new StringBuilder();
        bool quoted = false;
        for (int c = reader.Read(); ; c = reader.Read())
        {
            if (c < 0 || c == '\n' && !quoted) break;
            if (c == '"' && quoted && reader.Peek() == '"') field.Append((char)reader.Read());
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c != '\r' || quoted) field.Append((char)c);
        }
        fields.Add(field.ToString());
        return fields;
    }
}

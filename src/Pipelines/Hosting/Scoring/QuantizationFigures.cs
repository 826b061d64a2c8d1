using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>What quantizing cost and gained: size, time, and how far the outputs moved.</summary>
/// <param name="Model">The network's file.</param>
/// <param name="Quantized">The quantized network's file.</param>
/// <param name="Kind"><c>static</c> or <c>dynamic</c>.</param>
/// <param name="BytesBefore">The size of the network's file.</param>
/// <param name="BytesAfter">The size of the quantized file.</param>
/// <param name="Nodes">How many nodes compute in integers.</param>
/// <param name="Kept">Nodes that stay as they were, each with the reason.</param>
/// <param name="Outputs">The noise of each output.</param>
/// <param name="Pictures">How many pictures it was measured on.</param>
public sealed record QuantizationFigures(string Model, string Quantized, string Kind, long BytesBefore, long BytesAfter, int Nodes, IReadOnlyList<string> Kept, IReadOnlyList<QuantizedOutput> Outputs, int Pictures)
{
    /// <summary>The median time of a picture before, without its preparation; null without pictures.</summary>
    public double? MillisecondsBefore { get; init; }

    /// <summary>The median time of a picture afterwards.</summary>
    public double? MillisecondsAfter { get; init; }

    /// <summary>The part of the pictures whose likeliest class is the same; null where the network is no classifier.</summary>
    public double? SameClass { get; init; }

    /// <summary>The part of the pictures that were classified as the folder that they lie in before; null where folders are no labels.</summary>
    public double? AccuracyBefore { get; init; }

    /// <summary>The same afterwards.</summary>
    public double? AccuracyAfter { get; init; }

    /// <summary>Runs both networks on pictures, by turns, and compares.</summary>
    public QuantizationFigures Measure(Graph before, Graph after, IReadOnlyList<(string File, Tensor Input)> pictures, ClassLabels labels)
    {
        if (pictures.Count == 0) return this;
        (Executor Executor, List<double> Times, List<int> Classes)[] both = [(new Executor(before), [], []), (new Executor(after), [], [])];
        int scores = Enumerable.Range(0, before.Outputs.Count).FirstOrDefault(o => before.Outputs[o].Value is { Type.Element: ElementType.Float32, Shape: { IsRanked: true, Rank: 2 } shape } && shape[1] is { IsKnown: true, Value: > 1 }, -1);
        foreach ((string _, Tensor input) in pictures.Take(1).Concat(pictures))
            foreach ((Executor executor, List<double> times, List<int> classes) in both)
            {
                var watch = Stopwatch.StartNew();
                using Execution run = executor.Start([input]);
                times.Add(watch.Elapsed.TotalMilliseconds);
                if (scores >= 0) classes.Add(Likeliest(run.Output(scores).AsSpan<float>()));
            }
        // The first run of each makes the plan.
        (double first, double second) = (Median(both[0].Times.Skip(1)), Median(both[1].Times.Skip(1)));
        QuantizationFigures measured = this with { Pictures = pictures.Count, MillisecondsBefore = first, MillisecondsAfter = second };
        if (scores < 0) return measured;
        int[] a = [.. both[0].Classes.Skip(1)], b = [.. both[1].Classes.Skip(1)];
        string[] folders = [.. pictures.Select(p => Path.GetFileName(Path.GetDirectoryName(p.File)) ?? "")], names = [.. Enumerable.Range(0, labels.Count).Select(i => labels[i])];
        bool labelled = folders.All(names.Contains);
        return measured with
        {
            SameClass = Part(i => a[i] == b[i]),
            AccuracyBefore = labelled ? Part(i => labels[a[i]] == folders[i]) : null,
            AccuracyAfter = labelled ? Part(i => labels[b[i]] == folders[i]) : null,
        };

        double Part(Func<int, bool> holds) => Enumerable.Range(0, a.Length).Count(holds) / (double)a.Length;
    }

    /// <summary>Writes them to the terminal.</summary>
    public void Show()
    {
        Terminal.Line($"{Kind} quantization: {Nodes} nodes compute in integers{(Kept.Count > 0 ? $", {Kept.Count} stay: {string.Join("; ", Kept.Take(6))}{(Kept.Count > 6 ? "; …" : "")}" : "")}.");
        List<IReadOnlyList<string>> rows = [["File", $"{BytesBefore:N0} bytes", $"{BytesAfter:N0} bytes", string.Create(CultureInfo.InvariantCulture, $"{(double)BytesBefore / BytesAfter:0.00} x smaller")]];
        if (MillisecondsBefore is { } slow && MillisecondsAfter is { } fast)
            rows.Add(["Median picture", string.Create(CultureInfo.InvariantCulture, $"{slow:0.00} ms"), string.Create(CultureInfo.InvariantCulture, $"{fast:0.00} ms"), string.Create(CultureInfo.InvariantCulture, $"{(fast <= slow ? slow / fast : fast / slow):0.00} x {(fast <= slow ? "faster" : "slower")}")]);
        if (AccuracyBefore is { } right && AccuracyAfter is { } still) rows.Add(["Accuracy", Terminal.Percent(right), Terminal.Percent(still), string.Create(CultureInfo.InvariantCulture, $"{(still - right) * 100:+0.0;-0.0;0.0} points")]);
        if (SameClass is { } same) rows.Add(["Same likeliest class", "", Terminal.Percent(same), ""]);
        Terminal.Table(["", "Before", "After", "Change"], rows);
        if (Outputs.Count > 0)
            Terminal.Table(["Output", "Signal to noise", "Largest difference"], Outputs.Select(o => (IReadOnlyList<string>)[o.Name, string.Create(CultureInfo.InvariantCulture, $"{o.SignalToNoise:0.0} dB"), o.MaxDifference.ToString("0.0e0", CultureInfo.InvariantCulture)]));
    }

    /// <summary>Writes them to a file.</summary>
    public void Write(string path)
    {
        using FileStream file = File.Create(path);
        JsonSerializer.Serialize(file, this, QuantizationJsonContext.Default.QuantizationFigures);
    }

    private static int Likeliest(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best]) best = c;
        return best;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Math.Round(sorted[sorted.Length / 2], 3);
    }
}

/// <summary>How far an output of a quantized network lies from what it was.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="SignalToNoise">In decibels.</param>
/// <param name="MaxDifference">The largest difference of two elements.</param>
public sealed record QuantizedOutput(string Name, double SignalToNoise, double MaxDifference);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QuantizationFigures))]
internal sealed partial class QuantizationJsonContext : JsonSerializerContext;

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>How far our output lies from a stored one.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Difference">The largest absolute difference of two elements.</param>
/// <param name="Scale">The largest absolute element that is stored.</param>
/// <param name="Relative">The difference in parts of the scale.</param>
/// <param name="Agrees">Whether that is within the tolerance.</param>
public sealed record OutputComparison(string Output, string Shape, double Difference, double Scale, double Relative, bool Agrees);

/// <summary>A network held against one set of references.</summary>
/// <param name="Model">The network's file.</param>
/// <param name="Reference">The folder of references.</param>
/// <param name="Outputs">Each stored output.</param>
/// <param name="LoadMilliseconds">Reading the network.</param>
/// <param name="FirstMilliseconds">The first run, in which the plan is made.</param>
/// <param name="MedianMilliseconds">The median of further runs.</param>
/// <param name="Error">Why it could not be run.</param>
public sealed record ReferenceComparison(string Model, string Reference, IReadOnlyList<OutputComparison> Outputs, double LoadMilliseconds, double FirstMilliseconds, double MedianMilliseconds, string? Error = null)
{
    /// <summary>Whether all outputs agree.</summary>
    public bool Agrees => Error is null && Outputs.All(o => o.Agrees);

    /// <summary>Runs a network on stored inputs and compares.</summary>
    /// <param name="model">Its file.</param>
    /// <param name="graph">The network.</param>
    /// <param name="loading">How long it took to read.</param>
    /// <param name="set">The references.</param>
    /// <param name="tolerance">The most that elements may differ, in parts of the output's scale.</param>
    /// <param name="runs">How many further runs are timed.</param>
    public static ReferenceComparison Run(string model, Graph graph, TimeSpan loading, ReferenceSet set, double tolerance, int runs)
    {
        var executor = new Executor(graph);
        var watch = Stopwatch.StartNew();
        Tensor[] outputs = executor.Run([.. set.Inputs]);
        double first = watch.Elapsed.TotalMilliseconds;
        List<double> times = [];
        for (int i = 0; i < runs; i++)
        {
            watch.Restart();
            using (executor.Start([.. set.Inputs])) times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        IEnumerable<OutputComparison> compared = graph.Outputs.Select((o, i) => (o.Name, Tensor: outputs[i])).Where(o => set.Outputs.ContainsKey(o.Name)).Select(o => Compare(o.Name, o.Tensor, set.Outputs[o.Name], tolerance));
        return new ReferenceComparison(model, set.Folder, [.. compared], Round(loading.TotalMilliseconds), Round(first), times.Count > 0 ? Round(times[times.Count / 2]) : Round(first));
    }

    /// <summary>Writes comparisons to a file.</summary>
    public static void Write(IReadOnlyList<ReferenceComparison> comparisons, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using FileStream file = File.Create(path);
        JsonSerializer.Serialize(file, comparisons, ComparisonJsonContext.Default.IReadOnlyListReferenceComparison);
    }

    /// <summary>Compares two tensors, element by element; not-a-number and infinities agree with themselves only.</summary>
    public static OutputComparison Compare(string name, Tensor ours, Tensor stored, double tolerance)
    {
        string shape = ours.Shape.ToString();
        if (ours.Count != stored.Count) return new OutputComparison(name, $"{shape} instead of {stored.Shape}", double.NaN, double.NaN, double.NaN, false);
        ReadOnlySpan<double> a = Numbers(ours), b = Numbers(stored);
        double difference = 0, scale = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (double.IsFinite(b[i])) scale = Math.Max(scale, Math.Abs(b[i]));
            if (a[i] == b[i] || (double.IsNaN(a[i]) && double.IsNaN(b[i]))) continue;
            double apart = Math.Abs(a[i] - b[i]);
            difference = double.IsNaN(apart) ? double.PositiveInfinity : Math.Max(difference, apart);
        }
        double relative = difference == 0 ? 0 : difference / (scale > 0 ? scale : 1);
        return new OutputComparison(name, shape, difference, scale, relative, relative <= tolerance);
    }

    private static ReadOnlySpan<double> Numbers(Tensor tensor)
    {
        if (tensor.Type == ElementType.String) throw new PipelineException("Outputs of text are not compared.");
        var numbers = new Tensor(ElementType.Float64, tensor.Shape);
        if (tensor.Count > 0) Conversion.Convert(tensor, numbers);
        return numbers.AsSpan<double>();
    }

    private static double Round(double milliseconds) => Math.Round(milliseconds, 3);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ReferenceComparison>))]
internal sealed partial class ComparisonJsonContext : JsonSerializerContext;

using System.Diagnostics;
using System.Globalization;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>What descriptions of networks say, whatever their format: inputs, outputs, multiply-adds, times.</summary>
public static class GraphText
{
    /// <summary>What a graph takes and gives, as far as it is numbers.</summary>
    public static ScoringModel Describe(Graph graph, string path, string format) => new(path, format, [.. graph.Inputs.Select(i => Describe(i.Name!, i))],
        [.. graph.Outputs.Where(o => IsNumber(o.Value.Type.Element)).Select(o => Describe(o.Name, o.Value))], graph.Metadata);

    /// <summary>Writes the multiply-adds of a run to the terminal.</summary>
    public static void ShowCost(long all, IReadOnlyDictionary<string, long> byOperator, bool isOpen) =>
        Terminal.Line($"Multiply-adds: {Large(all)} a run ({string.Join(", ", byOperator.Select(o => $"{o.Key} {Large(o.Value)}"))}){(isOpen ? ", with every open dimension as 1" : "")}");

    /// <summary>Writes times to the terminal: of loading, of the first run, and the median of others.</summary>
    public static void ShowTimes(IReadOnlyList<double>? times, string? reason)
    {
        if (times is not null) Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Time:          load {times[0]:0.0} ms, first run {times[1]:0.0} ms, median {times[2]:0.00} ms"));
        if (reason is not null) Terminal.Line($"Time:          not taken, {reason}");
    }

    /// <summary>Times runs on zeros of the least sizes, which suit most networks; why not, where they do not.</summary>
    public static (double[]? Milliseconds, string? Reason) Time(Graph graph, int runs, double loading)
    {
        try
        {
            var executor = new Executor(graph);
            Tensor[] zeros = Zeros(graph);
            List<double> times = [];
            for (int i = 0; i <= runs; i++)
            {
                var watch = Stopwatch.StartNew();
                using (executor.Start(zeros)) times.Add(watch.Elapsed.TotalMilliseconds);
            }
            double[] later = [.. times.Skip(1).Order()];
            return ([loading, times[0], later[later.Length / 2]], null);
        }
        catch (Exception e) when (e is ShapeException or ExecutionException or ArgumentException or InvalidOperationException)
        {
            return (null, $"because it does not run on zeros with every open dimension as 1: {e.Message}");
        }
    }

    /// <summary>A tensor of zeros for each input, with every open dimension as 1.</summary>
    public static Tensor[] Zeros(Graph graph) =>
        [.. graph.Inputs.Select(i => new Tensor(i.Type.Element, i.Shape.IsRanked ? Shape.Of([.. i.Shape.ToArray().Select(d => d.Factor)]) : Shape.Scalar))];

    private static bool IsNumber(ElementType type) => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8
        or ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;

    private static ModelTensor Describe(string name, Value value) =>
        // Where the number of dimensions is not known either, a row of any length is the best that can be said.
        !value.Shape.IsRanked ? new(name, value.Type.Element, [null, null])
        : new(name, value.Type.Element, [.. Enumerable.Range(0, value.Shape.Rank).Select(d => value.Shape[d].IsKnown ? value.Shape[d].Value : (int?)null)]);

    private static string Large(long count) => count >= 1_000_000_000 ? (count / 1e9).ToString("0.00 G", CultureInfo.InvariantCulture)
        : count >= 1_000_000 ? (count / 1e6).ToString("0.0 M", CultureInfo.InvariantCulture) : count.ToString("N0", CultureInfo.InvariantCulture);
}

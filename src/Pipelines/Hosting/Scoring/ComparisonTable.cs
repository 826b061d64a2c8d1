using System.Diagnostics;
using System.Globalization;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>The command <c>compare</c>: networks against stored outputs, as a table.</summary>
public static class ComparisonTable
{
    /// <summary>Compares networks with what is stored for them, and shows it.</summary>
    /// <param name="models">The networks' files.</param>
    /// <param name="references">The folder of stored inputs and outputs; null for those beside each network.</param>
    /// <param name="tolerance">The most that elements may differ, in parts of the output's scale.</param>
    /// <param name="json">A file to write the figures to, or null.</param>
    /// <param name="runs">How many further runs are timed.</param>
    /// <param name="read">Reads a network.</param>
    /// <param name="isRefusal">Whether an exception says that a network cannot be read.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="PipelineException">Nothing is stored for any of the networks.</exception>
    public static int Run(IReadOnlyList<string> models, string? references, double tolerance, string? json, int runs, Func<string, Graph> read, Func<Exception, bool> isRefusal)
    {
        List<ReferenceComparison> comparisons = [];
        foreach (string file in models)
        {
            IReadOnlyList<string> folders = references is null ? ReferenceSet.FindFolders(file) : [references];
            if (folders.Count == 0) Terminal.Warning($"{file}: there are no stored outputs (reference/{Path.GetFileNameWithoutExtension(file)} or test_data_set_* beside it).");
            foreach (string folder in folders) comparisons.Add(One(file, folder, tolerance, runs, read, isRefusal));
        }
        Terminal.Table(["Model", "Output", "Shape", "Difference", "Of scale", "First", "Median", ""], comparisons.SelectMany(Rows));
        foreach (ReferenceComparison failed in comparisons.Where(c => c.Error is not null)) Terminal.Warning($"{failed.Model}: {failed.Error}");
        if (json is not null) ReferenceComparison.Write(comparisons, json);
        if (comparisons.Count == 0) throw new PipelineException("Nothing was compared: no model has stored outputs. Name their folder with --references.");
        int beyond = comparisons.Count(c => !c.Agrees);
        Terminal.Line(beyond == 0 ? $"All {comparisons.Count} agree within {tolerance:g2} of the output's scale." : $"{beyond} of {comparisons.Count} do not agree within {tolerance:g2} of the output's scale.");
        return beyond == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static ReferenceComparison One(string file, string folder, double tolerance, int runs, Func<string, Graph> read, Func<Exception, bool> isRefusal)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            Graph graph = read(file);
            TimeSpan loading = watch.Elapsed;
            ReferenceSet set = ReferenceSet.Read(folder, [.. graph.Inputs.Select(i => (i.Name!, i.Type.Element))], [.. graph.Outputs.Select(o => o.Name)]);
            return ReferenceComparison.Run(file, graph, loading, set, tolerance, runs);
        }
        catch (Exception e) when (isRefusal(e) || e is PipelineException or ShapeException or ExecutionException)
        {
            return new ReferenceComparison(file, folder, [], 0, 0, 0, e.Message);
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(ReferenceComparison comparison)
    {
        string model = Path.GetFileName(comparison.Model), first = Milliseconds(comparison.FirstMilliseconds), median = Milliseconds(comparison.MedianMilliseconds);
        if (comparison.Error is not null) return [[model, "", "", "", "", "", "", "failed"]];
        return comparison.Outputs.Select((o, i) => (IReadOnlyList<string>)[i == 0 ? model : "", o.Output, o.Shape, Number(o.Difference), Number(o.Relative), i == 0 ? first : "", i == 0 ? median : "", o.Agrees ? "agrees" : "DIFFERS"]);
    }

    private static string Number(double value) => value == 0 ? "0" : value.ToString("0.0e0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString("0.00 ms", CultureInfo.InvariantCulture);
}

using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.CompareReports;

/// <summary>Finds the reports that a command line means.</summary>
internal static class RunFiles
{
    /// <summary>The files as given; of a folder its own report, or all those below it.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(path =>
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new PipelineException($"'{path}' does not exist.");
        string own = Path.Combine(path, ReportFiles.Metrics);
        string[] found = File.Exists(own) ? [own] : [.. Below(path).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new PipelineException($"There is no {ReportFiles.Metrics} in '{path}' or below it.");
    })];

    /// <summary>The newest runs below a folder that have the task of the newest of all, oldest first, so that newer ones are held against older ones.</summary>
    /// <exception cref="PipelineException">There are fewer than two.</exception>
    public static IReadOnlyList<string> Newest(string folder, int most)
    {
        (string File, RunReport Report)[] all = Directory.Exists(folder) ? [.. Below(folder).Select(Readable).OfType<(string, RunReport)>().OrderByDescending(r => r.Item2.Run.Started)] : [];
        string[] same = [.. all.Where(r => r.Report.Task == all[0].Report.Task).Take(most).Reverse().Select(r => r.File)];
        return same.Length > 1 ? same : throw new PipelineException($"Below '{folder}' there {(same.Length == 1 ? "is one run" : "are no runs")}; comparing takes two. Run a pipeline twice with different --output, or name reports.");
    }

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder, ReportFiles.Metrics, SearchOption.AllDirectories);

    // Others may leave files of the same name below the folder; only reports count.
    private static (string, RunReport)? Readable(string file)
    {
        try
        {
            return (file, ReportJson.Read(file));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

using System.Diagnostics;
using System.Text;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>What an app printed and returned.</summary>
public sealed record AppResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}

/// <summary>Runs the pipelines as processes of their own, as a user does.</summary>
public sealed class App(string name)
{
    public static App ImageClassification { get; } = new("MlNetDeepLearning.ImageClassification");

    public static App CompareReports { get; } = new("MlNetDeepLearning.CompareReports");

    public static App FeedforwardNetworks { get; } = new("MlNetDeepLearning.FeedforwardNetworks");

    public static App ModelConsumer { get; } = new("MlNetDeepLearning.ModelConsumer");

    public static App TransferLearning { get; } = new("MlNetDeepLearning.TransferLearning");

    public static App OnnxScoring { get; } = new("MlNetDeepLearning.OnnxScoring");

    public static App TensorFlowScoring { get; } = new("MlNetDeepLearning.TensorFlowScoring");

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Runs the app to its end.</summary>
    public AppResult Run(params string[] args) => RunIn(null, null, args);

    /// <summary>Runs the app to its end with a number of threads, in a folder.</summary>
    public AppResult RunIn(string? folder, int? threads, params string[] args)
    {
        using Process process = Start(threads, folder, args, ["dotnet"]);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(8)))
        {
            process.Kill();
            throw new TimeoutException($"{name} {string.Join(' ', args)} ran for more than 8 minutes.");
        }
        return new AppResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs the app until it prints a text, sends it what Ctrl+C sends, and waits for its end.</summary>
    public AppResult Interrupt(string when, params string[] args)
    {
        // Where the tests run in the background of a script, the signal is ignored by all that they start, unless it is asked for.
        using Process process = Start(null, null, args, OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"]);
        var output = new StringBuilder();
        Task<string> error = process.StandardError.ReadToEndAsync();
        bool sent = false;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output.AppendLine(line);
            if (sent || !line.Contains(when, StringComparison.Ordinal)) continue;
            sent = true;
            using Process kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
            kill.WaitForExit();
        }
        process.WaitForExit();
        return new AppResult(process.ExitCode, output.ToString(), error.Result);
    }

    private Process Start(int? threads, string? folder, string[] args, string[] host)
    {
        var info = new ProcessStartInfo(host[0], [.. host[1..], Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? Repository,
        };
        if (threads is not null) info.Environment["MLNETDL_THREADS"] = threads.ToString();
        return Process.Start(info)!;
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not lie below the repository's root.");
    }
}

using System.Diagnostics;
using System.Globalization;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>PyTorch in a process of its own, which answers each line written to it with a number.</summary>
internal sealed class TorchPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Frame = """
        import sys, time, torch
        import torch.nn.functional as F
        def measure(run, seconds):
            run()
            times, end = [], time.perf_counter() + seconds
            while len(times) < 3 or time.perf_counter() < end:
                start = time.perf_counter()
                run()
                times.append(time.perf_counter() - start)
            times.sort()
            return times[len(times) // 2]
        print(f"torch {torch.__version__}", flush=True)

        """;

    private readonly Process _process;

    private TorchPeer(Process process, string description) => (_process, Description) = (process, description);

    /// <summary>The version of the peer, and of what it computes with.</summary>
    public string Description { get; }

    /// <summary>
    /// Starts the peer; null with the reason when there is none on this machine. The script reads lines from <c>sys.stdin</c> and prints one
    /// answer to each; <c>torch</c>, <c>F</c> and <c>measure(run, seconds)</c> (the median) are there, unless it brings a beginning of its own,
    /// which must print a line about the peer first.
    /// </summary>
    public static TorchPeer? Start(string script, out string reason, bool ownBeginning = false)
    {
        reason = $"{Python} is not here";
        if (!File.Exists(Python)) return null;
        var start = new ProcessStartInfo(Python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(ownBeginning ? script : Frame + script);
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        if (process.StandardOutput.ReadLine() is { } description) return new TorchPeer(process, description);
        process.Dispose();
        reason = $"{Python} cannot import torch (apt-get install python3-torch)";
        return null;
    }

    /// <summary>Writes a request and reads the number that answers it.</summary>
    /// <param name="request">The line to write.</param>
    /// <param name="restMilliseconds">How long to wait afterwards: the peer's threads keep spinning for a while and would take a core from us.</param>
    public double Measure(string request, int restMilliseconds = 0)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer process ended.");
        Thread.Sleep(restMilliseconds);
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }
}

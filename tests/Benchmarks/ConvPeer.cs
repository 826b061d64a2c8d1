using System.Diagnostics;
using System.Globalization;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>PyTorch's convolution in a process of its own that measures one pass of one shape whenever it is asked to.</summary>
internal sealed class ConvPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, time
        import torch
        print(f"torch {torch.__version__}", flush=True)
        for line in sys.stdin:
            n, c, m, size, kernel, stride, groups, which, threads = map(int, line.split()[:9])
            seconds = float(line.split()[9])
            torch.set_num_threads(threads)
            pad = kernel // 2
            x, w = torch.randn(n, c, size, size), torch.randn(m, c // groups, kernel, kernel)
            y = torch.conv2d(x, w, None, stride, pad, 1, groups)
            dy = torch.randn_like(y)
            def run():
                with torch.no_grad():
                    if which == 0:
                        return torch.conv2d(x, w, None, stride, pad, 1, groups)
                    return torch.ops.aten.convolution_backward(dy, x, w, None, [stride] * 2, [pad] * 2, [1] * 2, False, [0] * 2, groups, [which == 1, which == 2, False])
            run()
            times, end = [], time.perf_counter() + seconds
            while len(times) < 3 or time.perf_counter() < end:
                start = time.perf_counter()
                run()
                times.append(time.perf_counter() - start)
            print(min(times), flush=True)
        """;

    private readonly Process _process;

    private ConvPeer(Process process, string description) => (_process, Description) = (process, description);

    /// <summary>The peer's version.</summary>
    public string Description { get; }

    /// <summary>Starts the peer; null with the reason when there is none on this machine.</summary>
    public static ConvPeer? Start(out string reason)
    {
        reason = $"{Python} is not here";
        if (!File.Exists(Python)) return null;
        var start = new ProcessStartInfo(Python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        if (process.StandardOutput.ReadLine() is { } description) return new ConvPeer(process, description);
        process.Dispose();
        reason = $"{Python} cannot import torch (apt-get install python3-torch)";
        return null;
    }

    /// <summary>The best time of one pass in seconds.</summary>
    public double Measure(ConvShape s, int pass, int threads, double seconds)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant(
            $"{s.Batch} {s.Channels} {s.Filters} {s.Size} {s.Kernel} {s.Stride} {s.Groups} {pass} {threads} {seconds}"));
        _process.StandardInput.Flush();
        string? answer = _process.StandardOutput.ReadLine();
        // Its threads keep spinning for a while and would take a core from us.
        Thread.Sleep(60);
        return double.Parse(answer ?? throw new InvalidOperationException("The peer process ended."), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Globalization;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>PyTorch's matrix multiply in a process of its own that measures one shape whenever it is asked to.</summary>
internal sealed class GemmPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import ctypes, sys, time
        import torch
        try:
            blas = ctypes.CDLL("libblas.so.3")
            blas.openblas_get_config.restype = ctypes.c_char_p
            print(f"torch {torch.__version__} on", blas.openblas_get_config().decode(), flush=True)
        except (OSError, AttributeError):
            blas = None
            print(f"torch {torch.__version__} on a BLAS other than OpenBLAS (apt-get install libopenblas0-pthread)", flush=True)
        for line in sys.stdin:
            m, n, k, ta, tb, threads = map(int, line.split()[:6])
            seconds = float(line.split()[6])
            torch.set_num_threads(threads)
            if blas:
                blas.openblas_set_num_threads(threads)
            a = torch.rand(k, m).t() if ta else torch.rand(m, k)
            b = torch.rand(n, k).t() if tb else torch.rand(k, n)
            c = torch.empty(m, n)
            torch.mm(a, b, out=c)
            times, end = [], time.perf_counter() + seconds
            while len(times) < 3 or time.perf_counter() < end:
                start = time.perf_counter()
                torch.mm(a, b, out=c)
                times.append(time.perf_counter() - start)
            times.sort()
            print(times[len(times) // 2], flush=True)
        """;

    private readonly Process _process;

    private GemmPeer(Process process, string description) => (_process, Description) = (process, description);

    /// <summary>The versions of the peer and of its BLAS.</summary>
    public string Description { get; }

    /// <summary>Starts the peer; null with the reason when there is none on this machine.</summary>
    public static GemmPeer? Start(out string reason)
    {
        reason = $"{Python} is not here";
        if (!File.Exists(Python)) return null;
        var start = new ProcessStartInfo(Python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        if (process.StandardOutput.ReadLine() is { } description) return new GemmPeer(process, description);
        process.Dispose();
        reason = $"{Python} cannot import torch (apt-get install python3-torch)";
        return null;
    }

    /// <summary>The median time of one multiply in seconds.</summary>
    public double Measure(GemmShape shape, int threads, double seconds)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant(
            $"{shape.M} {shape.N} {shape.K} {(shape.TransposeA ? 1 : 0)} {(shape.TransposeB ? 1 : 0)} {threads} {seconds}"));
        _process.StandardInput.Flush();
        string? answer = _process.StandardOutput.ReadLine();
        // OpenBLAS's threads keep spinning for a while and would take a core from us.
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

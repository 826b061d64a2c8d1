namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>PyTorch's matrix multiply, one shape at a time.</summary>
internal static class GemmPeer
{
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

    /// <summary>Starts the peer; null with the reason when there is none on this machine.</summary>
    public static TorchPeer? Start(out string reason) => TorchPeer.Start(Script, out reason, ownBeginning: true);

    /// <summary>The median time of one multiply in seconds.</summary>
    public static double Measure(this TorchPeer peer, GemmShape shape, int threads, double seconds) => peer.Measure(FormattableString.Invariant(
        $"{shape.M} {shape.N} {shape.K} {(shape.TransposeA ? 1 : 0)} {(shape.TransposeB ? 1 : 0)} {threads} {seconds}"), restMilliseconds: 60);
}

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>PyTorch's convolution, one pass of one shape at a time.</summary>
internal static class ConvPeer
{
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

    /// <summary>Starts the peer; null with the reason when there is none on this machine.</summary>
    public static TorchPeer? Start(out string reason) => TorchPeer.Start(Script, out reason, ownBeginning: true);

    /// <summary>The best time of one pass in seconds.</summary>
    public static double Measure(this TorchPeer peer, ConvShape s, int pass, int threads, double seconds) => peer.Measure(FormattableString.Invariant(
        $"{s.Batch} {s.Channels} {s.Filters} {s.Size} {s.Kernel} {s.Stride} {s.Groups} {pass} {threads} {seconds}"), restMilliseconds: 60);
}

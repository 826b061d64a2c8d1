namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>PyTorch training the same networks.</summary>
internal static class TrainingPeer
{
    private const string Script = """
        import sys, time
        import torch
        from torch import nn
        from torch.nn.functional import relu

        class Shortcut(nn.Module):
            def __init__(self, inputs, outputs, stride):
                super().__init__()
                self.body = nn.Sequential(*conv(inputs, outputs, 3, stride), nn.ReLU(), *conv(outputs, outputs, 3, 1))
                self.around = nn.Sequential(*(conv(inputs, outputs, 1, stride) if inputs != outputs else []))
            def forward(self, x):
                return relu(self.body(x) + self.around(x))

        def conv(inputs, outputs, size, stride):
            return [nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs)]

        def mlp():
            net = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10))
            return net, (128, 784), torch.optim.Adam(net.parameters(), lr=1e-3)

        def cnn():
            net = nn.Sequential(
                nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
                nn.Flatten(), nn.Linear(12544, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))
            return net, (64, 1, 28, 28), torch.optim.Adam(net.parameters(), lr=1e-3)

        def resnet20():
            blocks = [Shortcut(i, o, 1 if i == o else 2) for i, o in [(16, 16)] * 3 + [(16, 32)] + [(32, 32)] * 2 + [(32, 64)] + [(64, 64)] * 2]
            net = nn.Sequential(*conv(3, 16, 3, 1), nn.ReLU(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
            return net, (128, 3, 32, 32), torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)

        kept = {}
        print(f"torch {torch.__version__}", flush=True)
        for line in sys.stdin:
            name, threads, seconds = line.split()
            torch.set_num_threads(int(threads))
            if name not in kept:
                net, shape, optimizer = globals()[name]()
                kept[name] = net, optimizer, torch.randn(shape), torch.randint(10, shape[:1])
            net, optimizer, x, y = kept[name]
            times, end = [], time.perf_counter() + float(seconds)
            while len(times) < 6 or time.perf_counter() < end:
                start = time.perf_counter()
                optimizer.zero_grad(set_to_none=True)
                nn.functional.cross_entropy(net(x), y).backward()
                optimizer.step()
                times.append(time.perf_counter() - start)
            times = sorted(times[1:])
            print(len(x) / times[len(times) // 2], flush=True)
        """;

    /// <summary>Starts the peer; null with the reason when there is none on this machine.</summary>
    public static TorchPeer? Start(out string reason) => TorchPeer.Start(Script, out reason, ownBeginning: true);

    /// <summary>Samples per second by the median step.</summary>
    public static double Measure(this TorchPeer peer, string workload, int threads, double seconds) =>
        peer.Measure(FormattableString.Invariant($"{workload} {threads} {seconds}"), restMilliseconds: 200);
}

using System.Diagnostics;
using System.Globalization;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;
using Dropout = MlNetDeepLearning.Training.Dropout;
using Flatten = MlNetDeepLearning.Training.Flatten;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>Measures training steps (result, loss, gradients, optimizer) in samples per second, beside PyTorch's of the same networks.</summary>
internal static class TrainingBenchmark
{
    private static readonly string[] Workloads = ["mlp", "cnn", "resnet20"];

    public static int Run(string[] options)
    {
        bool quick = options.Contains("--quick"), torch = options.Contains("--against-torch"), profile = options.Contains("--profile");
        int at = Array.IndexOf(options, "--workload");
        string[] names = at >= 0 && at + 1 < options.Length ? options[at + 1].Split(',') : Workloads;
        if (names.FirstOrDefault(n => !Workloads.Contains(n)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no workload '{unknown}'. The workloads are: {string.Join(", ", Workloads)}.");
            return 2;
        }
        int rounds = quick ? 2 : 5;
        double seconds = quick ? 1 : 3;
        using TorchPeer? peer = torch ? Peer() : null;
        int[] threads = Workers.Count > 1 ? [1, Workers.Count] : [1];
        List<Dictionary<string, object?>> rows = [];
        Console.WriteLine($"{"",-10}{"batch",6}  {"threads",7}{"samples/s",11}{(peer is null ? "" : $"{"torch",11}{"best torch",12}{"ratio",8}")}");
        foreach (string name in names)
        {
            var workload = new Workload(name, null);
            var ours = threads.ToDictionary(t => t, _ => new List<double>());
            var theirs = threads.ToDictionary(t => t, _ => new List<double>());
            for (int round = 0; round < rounds; round++)
                foreach (int count in threads)
                {
                    ours[count].Add(workload.Measure(count, seconds));
                    if (peer is not null) theirs[count].Add(peer.Measure(name, count, seconds));
                }
            double? best = peer is null ? null : theirs.Values.Max(Median);
            foreach (int count in threads)
            {
                double rate = Median(ours[count]);
                double? other = peer is null ? null : Median(theirs[count]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name,-10}{workload.BatchSize,6}  {count,7}{rate,11:F1}{(other is { } o ? $"{o,11:F1}{best,12:F1}{rate / best,8:F2}" : "")}"));
                rows.Add(new()
                {
                    ["name"] = name,
                    ["batch"] = workload.BatchSize,
                    ["threads"] = count,
                    ["samplesPerSecond"] = rate,
                    ["torchSamplesPerSecond"] = other,
                    ["bestTorchSamplesPerSecond"] = best,
                    ["ratioToBestTorch"] = rate / best,
                });
            }
            if (profile) Profile(name);
        }
        Console.WriteLine($"Written to {BenchmarkResults.Write("training", rows)}");
        return 0;
    }

    private static void Profile(string name)
    {
        var profile = new ExecutionProfile();
        var workload = new Workload(name, profile);
        workload.Measure(Workers.Count, 1);
        profile.Clear();
        workload.Measure(Workers.Count, 3);
        Console.WriteLine(profile.Report(40));
        Console.WriteLine($"whole step {1000 * workload.BatchSize / workload.Measure(Workers.Count, 1):F2} ms, nodes {1000 * profile.Nodes.Sum(n => n.Seconds / n.Runs):F2} ms");
    }

    private static TorchPeer? Peer()
    {
        TorchPeer? peer = TrainingPeer.Start(out string reason);
        Console.WriteLine(peer is null ? $"Without PyTorch: {reason}." : peer.Description);
        return peer;
    }

    private static double Median(List<double> values)
    {
        List<double> sorted = [.. values];
        sorted.Sort();
        return sorted[sorted.Count / 2];
    }

    private sealed class Workload
    {
        private readonly TrainingStep _step;
        private readonly Tensor[] _batch;
        private readonly float _learningRate;

        public Workload(string name, ExecutionProfile? profile)
        {
            (Network network, Optimizer optimizer, BatchSize) = name switch
            {
                "mlp" => (Networks.Mlp([512, 256], 10, [784]), new Adam(1e-3f), 128),
                "cnn" => (Cnn(), new Adam(1e-3f), 64),
                _ => (Networks.ResNet(20, 10, [3, 32, 32]), (Optimizer)new Sgd(0.1f, 0.9) { WeightDecay = 1e-4f }, 128),
            };
            SymbolicShape shape = network.Inputs[0].Shape;
            var random = new RandomStream(1);
            Tensor x = new(ElementType.Float32, Shape.Of([BatchSize, .. shape.ToShape().Dims])), y = new(ElementType.Int64, [BatchSize]);
            foreach (ref float v in x.AsSpan<float>()) v = random.NextNormal();
            foreach (ref long v in y.AsSpan<long>()) v = random.NextInt(10);
            _batch = [x, y];
            _learningRate = optimizer.LearningRate;
            _step = new TrainingStep(network, new CategoricalCrossEntropy(), optimizer,
                [new TensorType(ElementType.Float32, shape), new TensorType(ElementType.Int64, [])], profile: profile);
        }

        public int BatchSize { get; }

        public double Measure(int threads, double seconds)
        {
            using Workers.LimitScope limit = Workers.Limit(threads);
            _step.Run(_batch, _learningRate);
            List<double> times = [];
            long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
            while (times.Count < 5 || Stopwatch.GetTimestamp() < end)
            {
                long start = Stopwatch.GetTimestamp();
                _step.Run(_batch, _learningRate);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            return BatchSize / Median(times);
        }

        private static Network Cnn() => new Sequential(
            new Conv2D(32, 3, Activation.Relu) { Padding = Padding.Same }, new Conv2D(64, 3, Activation.Relu) { Padding = Padding.Same },
            new MaxPooling2D(2), new Dropout(0.25f), new Flatten(),
            new Dense(128, Activation.Relu), new Dropout(0.5f), new Dense(10)).ToNetwork([1, 28, 28]);
    }
}

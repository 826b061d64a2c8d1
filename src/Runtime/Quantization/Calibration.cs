using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>Runs a network over batches to find the ranges of its values, and two networks to find how far they are apart.</summary>
internal static class Calibration
{
    /// <summary>The range of each value, 0 included.</summary>
    public static Dictionary<Value, (float Low, float High)> Ranges(
        Graph graph, IReadOnlyList<Value> values, IReadOnlyList<Tensor[]> batches, QuantizationOptions options, CancellationToken cancellation)
    {
        Graph probe = graph.Copy(out IReadOnlyDictionary<Value, Value> copies);
        int own = probe.Outputs.Count;
        for (int v = 0; v < values.Count; v++) probe.Output($"calibrated value {v}", copies[values[v]]);
        var executor = new Executor(probe);
        ValueRange[] ranges = [.. values.Select(_ => new ValueRange())];
        int passes = options.Method == CalibrationMethod.MinMax ? 1 : 2;
        for (int pass = 0; pass < passes; pass++)
            for (int b = 0; b < batches.Count; b++)
            {
                cancellation.ThrowIfCancellationRequested();
                using Execution execution = executor.Start(batches[b]);
                for (int v = 0; v < ranges.Length; v++)
                {
                    if (pass == 0) ranges[v].Widen(execution.Output(own + v));
                    else ranges[v].Count(execution.Output(own + v));
                }
                options.Progress?.Report(pass * batches.Count + b + 1);
            }
        return values.Select((value, v) => (value, v)).ToDictionary(p => p.value, p => ranges[p.v].Choose(options));
    }

    /// <summary>How far the outputs of two networks with the same inputs and outputs are apart.</summary>
    public static IReadOnlyList<OutputNoise> Compare(Graph graph, Graph quantized, IReadOnlyList<Tensor[]> batches, CancellationToken cancellation)
    {
        Executor expected = new(graph), actual = new(quantized);
        int[] floats = [.. Enumerable.Range(0, graph.Outputs.Count).Where(o => graph.Outputs[o].Value.Type.Element == ElementType.Float32)];
        double[] signal = new double[floats.Length], noise = new double[floats.Length], most = new double[floats.Length];
        foreach (Tensor[] batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            using Execution a = expected.Start(batch), b = actual.Start(batch);
            for (int f = 0; f < floats.Length; f++)
            {
                ReadOnlySpan<float> x = a.Output(floats[f]).AsSpan<float>(), y = b.Output(floats[f]).AsSpan<float>();
                for (int i = 0; i < x.Length; i++)
                {
                    double difference = x[i] - y[i];
                    signal[f] += (double)x[i] * x[i];
                    noise[f] += difference * difference;
                    most[f] = Math.Max(most[f], Math.Abs(difference));
                }
            }
        }
        return [.. floats.Select((o, f) => new OutputNoise(graph.Outputs[o].Name,
            noise[f] == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal[f] / noise[f]), most[f]))];
    }
}

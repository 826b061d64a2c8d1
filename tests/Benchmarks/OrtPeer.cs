using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>
/// ONNX Runtime through the script <c>peers/ort_score.mjs</c> of the shared folder: one process a measurement, which also writes down its inputs
/// and outputs, so that both sides compute the same.
/// </summary>
internal sealed partial class OrtPeer(string script, string modules)
{
    /// <summary>The peer; null with the reason when it is not on this machine.</summary>
    /// <param name="shared">The shared folder.</param>
    /// <param name="modules">The folder <c>node_modules</c> with onnxruntime-node; the one that NODE_PATH names when null.</param>
    /// <param name="reason">Why there is none.</param>
    public static OrtPeer? Find(string shared, string? modules, out string reason)
    {
        string script = Path.Combine(shared, "peers", "ort_score.mjs");
        modules ??= Environment.GetEnvironmentVariable("NODE_PATH");
        reason = !File.Exists(script) ? $"{script} is not here"
            : modules is null || !Directory.Exists(Path.Combine(modules, "onnxruntime-node"))
                ? "onnxruntime-node is not installed (npm install --ignore-scripts --prefix FOLDER onnxruntime-node, then --ort FOLDER/node_modules)"
                : "";
        return reason.Length == 0 ? new OrtPeer(script, modules!) : null;
    }

    /// <summary>The median seconds of a run, or null with the reason when ONNX Runtime cannot run the model.</summary>
    public double? Measure(string model, int batch, int threads, double seconds, IEnumerable<string> inputs, string dump, out string reason)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_PATH"] = modules;
        string[] arguments = [script, model, "--threads", $"{threads}", "--batch", $"{batch}", "--seconds", seconds.ToString(CultureInfo.InvariantCulture), "--dump", dump];
        foreach (string argument in arguments.Concat(inputs.SelectMany(i => (string[])["--input", i]))) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Match median = Median().Match(output);
        reason = median.Success ? "" : errors.Result.Split('\n').FirstOrDefault(l => l.Contains("Error", StringComparison.Ordinal))?.Trim() ?? "it failed";
        return median.Success ? double.Parse(median.Groups[1].Value, CultureInfo.InvariantCulture) / 1000 : null;
    }

    /// <summary>A tensor that the peer wrote down, in the element type that the graph has there.</summary>
    public static Tensor Load(string folder, string name, ElementType type)
    {
        string stem = Path.Combine(folder, Special().Replace(name, "_"));
        string text = File.ReadAllText(stem + ".shape");
        int[] shape = text.Length == 0 ? [] : [.. text.Split(',').Select(int.Parse)];
        Tensor numbers = Tensor.Of<float>(shape, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(stem + ".f32")));
        if (type == ElementType.Float32) return numbers;
        var tensor = new Tensor(type, numbers.Shape);
        Conversion.Convert(numbers, tensor);
        return tensor;
    }

    [GeneratedRegex(@"median ([\d.]+) ms")]
    private static partial Regex Median();

    [GeneratedRegex(@"[^\w.-]")]
    private static partial Regex Special();
}

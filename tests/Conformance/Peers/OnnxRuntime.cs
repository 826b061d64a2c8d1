using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Conformance.Peers;

/// <summary>
/// ONNX Runtime (npm's onnxruntime-node), which the first test that needs it installs into <c>artifacts/onnxruntime</c>. Tests skip where node
/// or the package is not to be had.
/// </summary>
internal static class OnnxRuntime
{
    private const string Version = "1.30.0";

    // Reads the model and inputs that its arguments name, and writes each output beside them.
    private const string Script = """
        import { createRequire } from "node:module";
        import { readFileSync, writeFileSync } from "node:fs";
        const require = createRequire(process.argv[2] + "/x.js"), ort = require("onnxruntime-node");
        const folder = process.argv[3], inputs = process.argv.slice(4);
        const session = await ort.InferenceSession.create(folder + "/model.onnx");
        const feeds = {};
        for (const text of inputs) {
          const [name, type, dims] = text.split("|"), bytes = readFileSync(`${folder}/${name}.in`);
          const arrays = { float32: Float32Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array };
          const array = new arrays[type](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
          feeds[name] = new ort.Tensor(type, array, dims.length ? dims.split(",").map(Number) : []);
        }
        const results = await session.run(feeds);
        for (const [name, t] of Object.entries(results)) {
          writeFileSync(`${folder}/${encodeURIComponent(name)}.out`, Buffer.from(Float32Array.from(t.data, Number).buffer));
          writeFileSync(`${folder}/${encodeURIComponent(name)}.dims`, t.dims.join(","));
        }
        """;

    private static readonly Lazy<string?> Installed = new(Install);

    /// <summary>Why it cannot be used, or null when it can.</summary>
    public static string? Missing => Installed.Value is null ? $"needs onnxruntime-node {Version}: node and npm on the PATH, and npm's registry" : null;

    /// <summary>Runs a model.</summary>
    /// <returns>The outputs as single-precision numbers, by name.</returns>
    /// <exception cref="InvalidOperationException">ONNX Runtime refused the model; the message is its own.</exception>
    public static Dictionary<string, Tensor> Run(byte[] model, params (string Name, Tensor Tensor)[] inputs)
    {
        string folder = Directory.CreateTempSubdirectory("onnxruntime-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
            File.WriteAllText(Path.Combine(folder, "run.mjs"), Script);
            List<string> arguments = [Path.Combine(folder, "run.mjs"), Path.Combine(Installed.Value!, "node_modules"), folder];
            foreach ((string name, Tensor tensor) in inputs)
            {
                File.WriteAllBytes(Path.Combine(folder, name + ".in"), tensor.AsBytes());
                arguments.Add($"{name}|{tensor.Type.ToString().ToLowerInvariant()}|{string.Join(',', tensor.Shape.Dims.ToArray())}");
            }
            (int code, string text) = Start("node", folder, arguments);
            if (code != 0) throw new InvalidOperationException($"ONNX Runtime failed: {text}");
            return Directory.GetFiles(folder, "*.out").ToDictionary(f => Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(f)), Load);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Tensor Load(string path)
    {
        string dims = File.ReadAllText(Path.ChangeExtension(path, ".dims"));
        int[] shape = dims.Length == 0 ? [] : [.. dims.Split(',').Select(d => int.Parse(d, CultureInfo.InvariantCulture))];
        return Tensor.Of<float>(shape, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)));
    }

    private static string? Install()
    {
        string folder = Path.Combine(Repository(), "artifacts", "onnxruntime");
        string package = Path.Combine(folder, "node_modules", "onnxruntime-node", "package.json");
        if (File.Exists(package) && File.ReadAllText(package).Contains($"\"{Version}\"", StringComparison.Ordinal)) return folder;
        Directory.CreateDirectory(folder);
        try
        {
            return Start("npm", folder, ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, $"onnxruntime-node@{Version}"]).Code == 0 ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static (int Code, string Text) Start(string program, string folder, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) folder = folder.Parent;
        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}

/// <summary>A theory that needs ONNX Runtime and skips, saying so, where it is absent.</summary>
public sealed class OnnxRuntimeTheoryAttribute : TheoryAttribute
{
    public OnnxRuntimeTheoryAttribute() => Skip = OnnxRuntime.Missing;
}

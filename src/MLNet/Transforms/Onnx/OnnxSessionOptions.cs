using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Keeps the options for ONNX models in the environment.</summary>
public static class OnnxSessionOptionsExtensions
{
    private const string Name = "OnnxSessionOptions";

    /// <summary>The options that were set; null where there are none.</summary>
    /// <exception cref="ArgumentException">The environment is none of this library.</exception>
    public static OnnxSessionOptions? GetOnnxSessionOption(this IHostEnvironment env)
        => StateOf(env).Options.TryGetValue(Name, out object? options) ? options as OnnxSessionOptions : null;

    /// <summary>Sets the options for models that are loaded from now on.</summary>
    /// <exception cref="ArgumentException">The environment is none of this library.</exception>
    public static void SetOnnxSessionOption(this IHostEnvironment env, OnnxSessionOptions onnxSessionOptions)
    {
        ArgumentNullException.ThrowIfNull(onnxSessionOptions);
        StateOf(env).Options[Name] = onnxSessionOptions;
    }

    private static EnvironmentState StateOf(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        return env is IHostEnvironmentInternal known ? known.State
            : throw new ArgumentException($"{env.GetType().Name} keeps no options for ONNX models; use an MLContext.", nameof(env));
    }
}

/// <summary>
/// Options for the session that runs an ONNX model. Of them this runtime heeds <see cref="GraphOptimizationLevel"/>, also where
/// <see cref="CreateSessionOptions"/> gives it; the rest is accepted and means nothing here.
/// </summary>
public sealed class OnnxSessionOptions
{
    /// <summary>Makes the options with their defaults.</summary>
    public OnnxSessionOptions() { }

    /// <summary>Makes options for a session.</summary>
    public delegate SessionOptions CreateOnnxSessionOptions();

    /// <summary>Accepted: messages come through <see cref="MLContext.Log"/>.</summary>
    public OrtLoggingLevel LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    /// <summary>Makes the options of each session; where it is set, the other properties are not looked at.</summary>
    public CreateOnnxSessionOptions? CreateSessionOptions { get; set; }

    /// <summary>Accepted: intermediate results always share one arena here.</summary>
    public bool EnableCpuMemArena { get; set; } = true;

    /// <summary>Accepted: memory is always planned here.</summary>
    public bool EnableMemoryPattern { get; set; } = true;

    /// <summary>Accepted; there is no profile file here.</summary>
    public bool EnableProfiling { get; set; } = false;

    /// <summary>Accepted: nodes run one after another here.</summary>
    public ExecutionMode ExecutionMode { get; set; } = ExecutionMode.ORT_SEQUENTIAL;

    /// <summary>Accepted: nodes run one after another here.</summary>
    public int GlobalInterOpNumThreads { get; set; } = 0;

    /// <summary>Accepted: the environment variable MLNETDL_THREADS decides here.</summary>
    public int GlobalIntraOpNumThreads { get; set; } = 0;

    /// <summary>How much of the graph is rewritten before it runs: nothing, or everything that keeps the results.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel { get; set; } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>Accepted: nodes run one after another here.</summary>
    public int InterOpNumThreads { get; set; } = 0;

    /// <summary>Accepted: the environment variable MLNETDL_THREADS decides here.</summary>
    public int IntraOpNumThreads { get; set; } = 0;

    /// <summary>Accepted: messages come through <see cref="MLContext.Log"/>.</summary>
    public string LogId { get; set; } = "";

    /// <summary>Accepted: messages come through <see cref="MLContext.Log"/>.</summary>
    public int LogVerbosityLevel { get; set; } = 0;

    /// <summary>Accepted; the rewritten graph is not written here.</summary>
    public string OptimizedModelFilePath { get; set; } = "";

    /// <summary>Accepted: all models of a process share one pool of threads here.</summary>
    public bool PerSessionThreads { get; set; } = true;

    /// <summary>Accepted; there is no profile file here.</summary>
    public string ProfileOutputPathPrefix { get; set; } = "onnxruntime_profile_";

    internal bool Optimizes
    {
        get
        {
            if (CreateSessionOptions is null) return GraphOptimizationLevel != GraphOptimizationLevel.ORT_DISABLE_ALL;
            using SessionOptions made = CreateSessionOptions();
            return made.GraphOptimizationLevel != GraphOptimizationLevel.ORT_DISABLE_ALL;
        }
    }
}

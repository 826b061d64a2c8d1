namespace Microsoft.ML.OnnxRuntime;

/// <summary>How serious a message must be to be logged.</summary>
public enum OrtLoggingLevel
{
    /// <summary>Everything.</summary>
    ORT_LOGGING_LEVEL_VERBOSE = 0,

    /// <summary>Information.</summary>
    ORT_LOGGING_LEVEL_INFO = 1,

    /// <summary>Warnings.</summary>
    ORT_LOGGING_LEVEL_WARNING = 2,

    /// <summary>Errors.</summary>
    ORT_LOGGING_LEVEL_ERROR = 3,

    /// <summary>Errors that end everything.</summary>
    ORT_LOGGING_LEVEL_FATAL = 4,
}

/// <summary>How much of the graph is rewritten before it runs.</summary>
public enum GraphOptimizationLevel
{
    /// <summary>Nothing: the nodes run as they stand in the file.</summary>
    ORT_DISABLE_ALL = 0,

    /// <summary>Basic rewritings; here all of them.</summary>
    ORT_ENABLE_BASIC = 1,

    /// <summary>Extended rewritings; here all of them.</summary>
    ORT_ENABLE_EXTENDED = 2,

    /// <summary>All rewritings.</summary>
    ORT_ENABLE_ALL = 99,
}

/// <summary>Whether nodes run one after another or side by side.</summary>
public enum ExecutionMode
{
    /// <summary>One after another, as they always do here.</summary>
    ORT_SEQUENTIAL = 0,

    /// <summary>Side by side; accepted, but nodes run one after another here.</summary>
    ORT_PARALLEL = 1,
}

/// <summary>
/// The options of a session of ONNX Runtime, as far as <see cref="Transforms.Onnx.OnnxSessionOptions"/> knows them. Of them this runtime heeds
/// <see cref="GraphOptimizationLevel"/>; the rest is accepted, so that the same source compiles on both runtimes.
/// </summary>
public sealed class SessionOptions : IDisposable
{
    /// <summary>Makes the options with their defaults.</summary>
    public SessionOptions() { }

    /// <summary>How much of the graph is rewritten before it runs.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel { get; set; } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>Accepted: nodes run one after another here.</summary>
    public ExecutionMode ExecutionMode { get; set; } = ExecutionMode.ORT_SEQUENTIAL;

    /// <summary>Accepted: the environment variable MLNETDL_THREADS decides here.</summary>
    public int IntraOpNumThreads { get; set; }

    /// <summary>Accepted: nodes run one after another here.</summary>
    public int InterOpNumThreads { get; set; }

    /// <summary>Accepted: memory is always planned here.</summary>
    public bool EnableMemoryPattern { get; set; } = true;

    /// <summary>Accepted: intermediate results always share one arena here.</summary>
    public bool EnableCpuMemArena { get; set; } = true;

    /// <summary>Accepted; there is no profile file here.</summary>
    public bool EnableProfiling { get; set; }

    /// <summary>Accepted; there is no profile file here.</summary>
    public string ProfileOutputPathPrefix { get; set; } = "onnxruntime_profile_";

    /// <summary>Accepted; the rewritten graph is not written here.</summary>
    public string OptimizedModelFilePath { get; set; } = "";

    /// <summary>Accepted: messages come through <see cref="MLContext.Log"/>.</summary>
    public string LogId { get; set; } = "";

    /// <summary>Accepted: messages come through <see cref="MLContext.Log"/>.</summary>
    public OrtLoggingLevel LogSeverityLevel { get; set; } = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    /// <summary>Accepted: messages come through <see cref="MLContext.Log"/>.</summary>
    public int LogVerbosityLevel { get; set; }

    /// <summary>Does nothing: there is no native memory here.</summary>
    public void Dispose() { }
}

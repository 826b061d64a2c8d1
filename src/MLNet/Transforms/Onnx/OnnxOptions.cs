namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Which ONNX model is applied to which columns.</summary>
public sealed class OnnxOptions
{
    /// <summary>The model's file.</summary>
    public string ModelFile = null!;

    /// <summary>The columns to read, named as the model's inputs; null for all inputs.</summary>
    public string[]? InputColumns = null;

    /// <summary>The columns to add, named as the model's outputs; null for all outputs.</summary>
    public string[]? OutputColumns = null;

    /// <summary>A graphics processor to run on. There is none on this runtime: anything but null is an error unless <see cref="FallbackToCpu"/> is set.</summary>
    public int? GpuDeviceId = null;

    /// <summary>Whether to run on the CPU where the graphics processor is not there.</summary>
    public bool FallbackToCpu = false;

    /// <summary>Shapes by input or output name that stand in for those of the model, such as for dimensions that it leaves open.</summary>
    public IDictionary<string, int[]>? ShapeDictionary = null;

    /// <summary>How deep messages in the file may be nested; accepted, but files nested deeper than 64 are always refused here.</summary>
    public int RecursionLimit = 100;

    /// <summary>Accepted for compatibility: nodes run one after another here.</summary>
    public int? InterOpNumThreads = null;

    /// <summary>Accepted for compatibility: the environment variable MLNETDL_THREADS decides here.</summary>
    public int? IntraOpNumThreads = null;

    /// <summary>Makes the options with their defaults.</summary>
    public OnnxOptions() { }
}

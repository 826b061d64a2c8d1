using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML;

/// <summary>Applies ONNX models to columns.</summary>
public static class OnnxCatalog
{
    /// <summary>Applies a model from a file: all inputs and outputs of the model, whose names the columns have.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string modelFile, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.File(modelFile), null, null, null, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a file: all inputs and outputs of the model, whose names the columns have, with shapes that stand in for those of the model.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string modelFile, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.File(modelFile), null, null, shapeDictionary, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a file: one input and one output of the model, whose names the columns have.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, string modelFile, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.File(modelFile), [outputColumnName], [inputColumnName], null, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a file: one input and one output of the model, whose names the columns have, with shapes that stand in for those of the model.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, string modelFile, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.File(modelFile), [outputColumnName], [inputColumnName], shapeDictionary, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a file: some inputs and outputs of the model, whose names the columns have.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, string modelFile, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.File(modelFile), outputColumnNames, inputColumnNames, null, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a file: some inputs and outputs of the model, whose names the columns have, with shapes that stand in for those of the model.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, string modelFile, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.File(modelFile), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a file: some inputs and outputs of the model, whose names the columns have, with shapes that stand in for those of the model, from files nested at most so deep.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, string modelFile, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false, int recursionLimit = 100)
        => Apply(catalog, OnnxModelSource.File(modelFile), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu, recursionLimit);

    /// <summary>Applies a model from a stream: all inputs and outputs of the model, whose names the columns have.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, Stream modelBytes, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.Stream(modelBytes), null, null, null, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a stream: all inputs and outputs of the model, whose names the columns have, with shapes that stand in for those of the model.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, Stream modelBytes, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.Stream(modelBytes), null, null, shapeDictionary, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a stream: one input and one output of the model, whose names the columns have.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Stream modelBytes, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.Stream(modelBytes), [outputColumnName], [inputColumnName], null, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a stream: one input and one output of the model, whose names the columns have, with shapes that stand in for those of the model.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Stream modelBytes, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.Stream(modelBytes), [outputColumnName], [inputColumnName], shapeDictionary, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a stream: some inputs and outputs of the model, whose names the columns have.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, Stream modelBytes, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.Stream(modelBytes), outputColumnNames, inputColumnNames, null, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a stream: some inputs and outputs of the model, whose names the columns have, with shapes that stand in for those of the model.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, Stream modelBytes, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false)
        => Apply(catalog, OnnxModelSource.Stream(modelBytes), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu);

    /// <summary>Applies a model from a stream: some inputs and outputs of the model, whose names the columns have, with shapes that stand in for those of the model, from files nested at most so deep.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, Stream modelBytes, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false, int recursionLimit = 100)
        => Apply(catalog, OnnxModelSource.Stream(modelBytes), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu, recursionLimit);

    /// <summary>Applies a model as the options say.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, OnnxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Apply(catalog, OnnxModelSource.File(options.ModelFile), options.OutputColumns, options.InputColumns, options.ShapeDictionary,
            options.GpuDeviceId, options.FallbackToCpu, options.RecursionLimit);
    }

    /// <summary>Computes features of pictures with a pretrained network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column: vectors of features.</param>
    /// <param name="modelFactory">Makes the chain that applies the network; packages with networks give it as an extension method of <see cref="DnnImageModelSelector"/>.</param>
    /// <param name="inputColumnName">The column of pixels; null for the output's name.</param>
    public static DnnImageFeaturizerEstimator DnnFeaturizeImage(this TransformsCatalog catalog, string outputColumnName,
        Func<DnnImageFeaturizerInput, EstimatorChain<ColumnCopyingTransformer>> modelFactory, string? inputColumnName = null)
        => new(outputColumnName, modelFactory, inputColumnName);

    private static OnnxScoringEstimator Apply(TransformsCatalog catalog, OnnxModelSource source, string[]? outputs, string[]? inputs,
        IDictionary<string, int[]>? shapes, int? gpu, bool fallbackToCpu, int recursionLimit = 100)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(recursionLimit);
        if (gpu is null && catalog.Environment is IHostEnvironmentInternal { State: var state }) (gpu, fallbackToCpu) = (state.GpuDeviceId, state.FallbackToCpu);
        if (gpu is not null && !fallbackToCpu)
            throw new InvalidOperationException($"There is no graphics processor {gpu} on this runtime, which computes on the CPU. Leave gpuDeviceId out, or set fallbackToCpu.");
        bool optimize = catalog.Environment.GetOnnxSessionOption()?.Optimizes ?? true;
        return new OnnxScoringEstimator(new OnnxTransformer(OnnxModel.Load(source, shapes, optimize), outputs, inputs));
    }
}

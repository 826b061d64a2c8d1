using Microsoft.ML;
#if MLNET_PACKAGES
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
#endif

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Applies an ONNX file whose outputs named in its metadata are one value a row. The managed runtime reads that metadata and gives columns of
/// single values; the official one gives vectors of one, which are taken apart here. The only place where the runtimes differ.
/// </summary>
internal static class OnnxScoring
{
    /// <summary>The metadata key that lists, separated by commas, the outputs that are one value a row.</summary>
    public const string ScalarsKey = "mlnet.scalar_outputs";

#if !MLNET_PACKAGES
    /// <summary>Scores with a file; the columns have the names of its inputs and outputs.</summary>
    /// <param name="context">The context.</param>
    /// <param name="onnx">The file.</param>
    /// <param name="outputs">The outputs to take.</param>
    /// <param name="input">The input.</param>
    /// <param name="scalars">Which of the outputs are one value a row.</param>
    public static IEstimator<ITransformer> Apply(MLContext context, byte[] onnx, string[] outputs, string input, params (string Name, ScalarKind Kind)[] scalars) =>
        context.Transforms.ApplyOnnxModel(outputs, [input], new MemoryStream(onnx));
#else
    private const string Vector = "VectorOfOne", Single = "SingleValue";

    public static IEstimator<ITransformer> Apply(MLContext context, byte[] onnx, string[] outputs, string input, params (string Name, ScalarKind Kind)[] scalars)
    {
        context.ComponentCatalog.RegisterAssembly(typeof(OnnxScoring).Assembly, throwOnError: false);
        IEstimator<ITransformer> chain = context.Transforms.ApplyOnnxModel(outputs, [input], new MemoryStream(onnx));
        foreach ((string name, ScalarKind kind) in scalars)
        {
            chain = chain.Append(context.Transforms.CopyColumns(Vector, name));
            chain = kind switch
            {
                ScalarKind.Class => chain.Append(context.Transforms.CustomMapping(new ClassMapping().GetMapping(), ClassMapping.Name)),
                ScalarKind.Decision => chain.Append(context.Transforms.CustomMapping(new DecisionMapping().GetMapping(), DecisionMapping.Name)),
                _ => chain.Append(context.Transforms.CustomMapping(new NumberMapping().GetMapping(), NumberMapping.Name)),
            };
            chain = chain.Append(context.Transforms.CopyColumns(name, Single)).Append(context.Transforms.DropColumns(Vector, Single));
        }
        return chain;
    }

    /// <summary>A column of vectors of one.</summary>
    public sealed class Source<T>
    {
        /// <summary>The vector.</summary>
        [ColumnName(Vector), VectorType(1)]
        public T[] Values { get; set; } = [];
    }

    /// <summary>A column of single values.</summary>
    public sealed class Target<T>
    {
        /// <summary>The value.</summary>
        [ColumnName(Single)]
        public T? Value { get; set; }
    }

    [CustomMappingFactoryAttribute(Name)]
    private sealed class NumberMapping : CustomMappingFactory<Source<float>, Target<float>>
    {
        public const string Name = "mlnetdl.single-number";

        public override Action<Source<float>, Target<float>> GetMapping() => (source, target) => target.Value = source.Values[0];
    }

    [CustomMappingFactoryAttribute(Name)]
    private sealed class ClassMapping : CustomMappingFactory<Source<long>, Target<long>>
    {
        public const string Name = "mlnetdl.single-class";

        public override Action<Source<long>, Target<long>> GetMapping() => (source, target) => target.Value = source.Values[0];
    }

    [CustomMappingFactoryAttribute(Name)]
    private sealed class DecisionMapping : CustomMappingFactory<Source<bool>, Target<bool>>
    {
        public const string Name = "mlnetdl.single-decision";

        public override Action<Source<bool>, Target<bool>> GetMapping() => (source, target) => target.Value = source.Values[0];
    }
#endif
}

/// <summary>What a value of one a row is.</summary>
internal enum ScalarKind
{
    /// <summary>A Single.</summary>
    Number,

    /// <summary>The number of a class, an Int64.</summary>
    Class,

    /// <summary>A Boolean.</summary>
    Decision,
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Transforms of data. Most are extension methods of this class and of its parts.</summary>
public sealed class TransformsCatalog
{
    internal TransformsCatalog(IHostEnvironment environment)
    {
        Environment = environment;
        Conversion = new ConversionTransforms(environment);
        Categorical = new CategoricalTransforms(environment);
        Text = new TextTransforms(environment);
        FeatureSelection = new FeatureSelectionTransforms(environment);
    }

    internal IHostEnvironment Environment { get; }

    /// <summary>Transforms from one type to another, and between values and keys.</summary>
    public ConversionTransforms Conversion { get; }

    /// <summary>Transforms of categories to numbers.</summary>
    public CategoricalTransforms Categorical { get; }

    /// <summary>Transforms of text.</summary>
    public TextTransforms Text { get; }

    /// <summary>Choice of features.</summary>
    public FeatureSelectionTransforms FeatureSelection { get; }

    /// <summary>Transforms from one type to another, and between values and keys.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms(IHostEnvironment environment) => Environment = environment;

        internal IHostEnvironment Environment { get; }
    }

    /// <summary>Transforms of categories to numbers.</summary>
    public sealed class CategoricalTransforms
    {
        internal CategoricalTransforms(IHostEnvironment environment) => Environment = environment;

        internal IHostEnvironment Environment { get; }
    }

    /// <summary>Transforms of text.</summary>
    public sealed class TextTransforms
    {
        internal TextTransforms(IHostEnvironment environment) => Environment = environment;

        internal IHostEnvironment Environment { get; }
    }

    /// <summary>Choice of features.</summary>
    public sealed class FeatureSelectionTransforms
    {
        internal FeatureSelectionTransforms(IHostEnvironment environment) => Environment = environment;

        internal IHostEnvironment Environment { get; }
    }
}

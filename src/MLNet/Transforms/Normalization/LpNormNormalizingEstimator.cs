using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The base of estimators that bring each vector to the same size by itself.</summary>
public abstract class LpNormNormalizingEstimatorBase : TrivialEstimator<LpNormNormalizingTransformer>
{
    private protected LpNormNormalizingEstimatorBase(LpNormNormalizingTransformer transformer) : base(transformer) { }

    /// <summary>What a vector is divided by.</summary>
    public enum NormFunction : byte
    {
        /// <summary>The square root of the sum of the squares.</summary>
        L2 = 0,

        /// <summary>The standard deviation of the items.</summary>
        StandardDeviation = 1,

        /// <summary>The sum of the sizes.</summary>
        L1 = 2,

        /// <summary>The largest size.</summary>
        Infinity = 3,
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, LpNormNormalizingTransformer.Kind);
            if (input.Kind != SchemaShape.Column.VectorKind.Vector || !input.ItemType.Equals(NumberDataViewType.Single) || input.IsKey)
                throw InputColumn.Mismatch(LpNormNormalizingTransformer.Kind, input.Name, LpNormNormalizingTransformer.Expected, input.TypeText);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, input.ItemType, false, new SchemaShape(
                [.. input.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames),
                new(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false)]));
        }));
    }
}

/// <summary>Divides each vector by its norm.</summary>
public sealed class LpNormNormalizingEstimator : LpNormNormalizingEstimatorBase
{
    internal LpNormNormalizingEstimator(IReadOnlyList<InputOutputColumnPair> columns, NormFunction norm, bool ensureZeroMean)
        : base(new LpNormNormalizingTransformer(columns, norm, ensureZeroMean, 1)) { }
}

/// <summary>Brings each vector to the same contrast.</summary>
public sealed class GlobalContrastNormalizingEstimator : LpNormNormalizingEstimatorBase
{
    internal GlobalContrastNormalizingEstimator(IReadOnlyList<InputOutputColumnPair> columns, bool ensureZeroMean, bool ensureUnitStandardDeviation, float scale)
        : base(new LpNormNormalizingTransformer(columns, ensureUnitStandardDeviation ? NormFunction.StandardDeviation : NormFunction.L2, ensureZeroMean, scale)) { }
}

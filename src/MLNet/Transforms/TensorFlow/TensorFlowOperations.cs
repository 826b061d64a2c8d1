using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>The operations of a TensorFlow model as columns.</summary>
internal static class TensorFlowOperations
{
    private const string OperatorType = "TensorflowOperatorType";
    private const string UpstreamOperators = "TensorflowUpstreamOperators";

    /// <summary>A column for each operation whose first result a column can hold.</summary>
    public static DataViewSchema ToSchema(IEnumerable<TensorFlowOperation> operations, bool batched)
    {
        DataViewSchema.Builder builder = new();
        foreach (TensorFlowOperation operation in operations)
        {
            if (operation.Results is not [var result, ..] || OnnxTypes.ItemOf(result.Element) is not { } item) continue;
            DataViewSchema.Annotations.Builder annotations = new();
            annotations.AddPrimitiveValue(OperatorType, TextDataViewType.Instance, operation.Op.AsMemory());
            if (operation.Inputs.Count > 0) annotations.AddTexts(UpstreamOperators, [.. operation.Inputs.Select(input => input.Split(':')[0].AsMemory())]);
            builder.AddColumn(operation.Name, ColumnType(item, result.Shape, batched), annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }

    // A column of vectors of any length stands for everything of which more than the first dimension is open.
    private static DataViewType ColumnType(PrimitiveDataViewType item, SymbolicShape shape, bool batched)
    {
        if (!shape.IsRanked || shape.Rank == 0) return item;
        if (shape.Dims[1..].ToArray().Any(d => !d.IsKnown) || (shape.Rank == 1 && !shape[0].IsKnown)) return new VectorDataViewType(item);
        int[] dims = [.. shape.ToArray().Select(d => d.IsKnown ? d.Value : 0)];
        return new VectorDataViewType(item, batched && !shape[0].IsKnown ? dims[1..] : dims);
    }
}

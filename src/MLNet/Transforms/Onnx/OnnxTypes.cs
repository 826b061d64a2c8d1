using Microsoft.ML.Data;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Which column types stand for which element types.</summary>
internal static class OnnxTypes
{
    private static readonly Dictionary<ElementType, PrimitiveDataViewType> Items = new()
    {
        [ElementType.Float32] = NumberDataViewType.Single,
        [ElementType.Float64] = NumberDataViewType.Double,
        [ElementType.Int8] = NumberDataViewType.SByte,
        [ElementType.UInt8] = NumberDataViewType.Byte,
        [ElementType.Int16] = NumberDataViewType.Int16,
        [ElementType.UInt16] = NumberDataViewType.UInt16,
        [ElementType.Int32] = NumberDataViewType.Int32,
        [ElementType.UInt32] = NumberDataViewType.UInt32,
        [ElementType.Int64] = NumberDataViewType.Int64,
        [ElementType.UInt64] = NumberDataViewType.UInt64,
        [ElementType.Bool] = BooleanDataViewType.Instance,
        [ElementType.String] = TextDataViewType.Instance,
    };

    private static readonly Dictionary<Type, ElementType> Elements = Items.ToDictionary(pair => pair.Value.RawType, pair => pair.Key);

    /// <summary>The items of a column that holds elements of a type; null where there are none.</summary>
    public static PrimitiveDataViewType? ItemOf(ElementType element) => Items.GetValueOrDefault(element);

    /// <summary>The element type of a column's items: keys travel as the numbers that hold them. Null where there is none.</summary>
    public static ElementType? ElementOf(DataViewType item) => Elements.TryGetValue(item.RawType, out ElementType element) ? element : null;

    /// <summary>True for the floating-point types that have no column type; columns hold them as single precision.</summary>
    public static bool IsHalf(ElementType element) => element is ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The type of a column that holds a tensor: single items for a scalar, otherwise vectors with the tensor's dimensions, 0 for open ones.</summary>
    public static DataViewType ColumnType(PrimitiveDataViewType item, SymbolicShape shape) =>
        !shape.IsRanked ? new VectorDataViewType(item)
        : shape.Rank == 0 ? item
        : new VectorDataViewType(item, shape.ToArray().Select(d => d.IsKnown ? d.Value : 0).ToArray());
}

using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Between the types of values and the types that files declare.</summary>
internal static class TypeConversion
{
    // No real model comes near; kernels keep their loops' counters on the stack.
    public const int MaxRank = 64;

    /// <summary>The type that a message declares; what it leaves out is unknown.</summary>
    /// <exception cref="OnnxFormatException">There is no such element type, or there are too many dimensions.</exception>
    public static TensorType FromProto(TypeProto? proto, string place) => proto switch
    {
        { TensorType: { } tensor } => new TensorType(Element(tensor.ElementType, place), ShapeOf(tensor.Shape, place)),
        { Sequence: { } item } => TensorType.Sequence(FromProto(item, place)),
        { Optional: { } item } => TensorType.Optional(FromProto(item, place)),
        { Map: { } map } => TensorType.Map(FromProto(map.Value, place), map.Key),
        _ => TensorType.Unknown,
    };

    /// <summary>The message that declares a type.</summary>
    public static TypeProto? ToProto(TensorType type) => type.Element switch
    {
        ElementType.Undefined => null,
        ElementType.Sequence => new TypeProto { Sequence = ItemOf(type) },
        ElementType.Optional => new TypeProto { Optional = ItemOf(type) },
        ElementType.Map => new TypeProto { Map = new MapTypeProto { Key = type.Key == ElementType.Undefined ? ElementType.Int64 : type.Key, Value = ItemOf(type) } },
        _ => new TypeProto { TensorType = new TensorTypeProto { ElementType = type.Element, Shape = type.Shape.IsRanked ? ToProto(type.Shape) : null } },
    };

    private static TypeProto ItemOf(TensorType type) => (type.Item is { } item ? ToProto(item) : null) ?? new TypeProto();

    private static TensorShapeProto ToProto(SymbolicShape type)
    {
        var shape = new TensorShapeProto();
        foreach (Dim dim in type.Dims)
            shape.Dims.Add(dim.IsKnown ? new DimensionProto { Value = dim.Value }
                : dim.Symbol!.StartsWith('?') ? new DimensionProto()
                : new DimensionProto { Param = dim.ToString() });
        return shape;
    }

    private static ElementType Element(ElementType type, string place) => type == ElementType.Undefined || type.IsStorable()
        ? type
        : throw new OnnxFormatException($"{place} has element type {(int)type}, which is not supported.");

    private static SymbolicShape ShapeOf(TensorShapeProto? shape, string place)
    {
        if (shape is null) return SymbolicShape.Unranked;
        if (shape.Dims.Count > MaxRank) throw new OnnxFormatException($"{place} has more than {MaxRank} dimensions.");
        return SymbolicShape.Of([.. shape.Dims.Select(d =>
            d.Value is { } value and >= 0 and <= int.MaxValue ? (Dim)(int)value
            : d.Param.Length > 0 ? Dim.Named(d.Param)
            : Dim.Unknown())]);
    }
}

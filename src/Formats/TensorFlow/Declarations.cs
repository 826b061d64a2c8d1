using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>What a file declares of types.</summary>
internal static class Declarations
{
    // Before this version of TensorFlow's graphs a placeholder without dimensions was one of unknown ones.
    private const int ScalarsAreMeant = 24;
    private const int MaxRank = 64;

    /// <summary>The tensor of a placeholder.</summary>
    public static TensorFlowTensor Placeholder(GraphDef graph, NodeDef node)
    {
        TensorShapeProto? shape = node.Attributes.GetValueOrDefault("shape")?.Shape;
        if (shape is { UnknownRank: false, Dims.Count: 0 } && graph.Producer < ScalarsAreMeant) shape = null;
        shape ??= node.Attributes.GetValueOrDefault("_output_shapes")?.List is { Shapes: [var declared, ..] } ? declared : null;
        return new TensorFlowTensor(node.Name, ElementOf(node), shape is null ? SymbolicShape.Unranked : Shape(shape));
    }

    /// <summary>The element type of a node's results, where an attribute says it.</summary>
    public static ElementType ElementOf(NodeDef node)
    {
        foreach (string attribute in (ReadOnlySpan<string>)["dtype", "DstT", "output_type", "out_type", "T"])
            if (node.Attributes.GetValueOrDefault(attribute)?.Type is { } type) return type.ToElement();
        return ElementType.Undefined;
    }

    /// <summary>Dimensions; one that is not known is the batch, <c>N</c>, where it is the first of several.</summary>
    public static SymbolicShape Shape(TensorShapeProto proto)
    {
        if (proto.UnknownRank || proto.Dims.Count > MaxRank) return SymbolicShape.Unranked;
        return SymbolicShape.Of([.. proto.Dims.Select((d, axis) => d is >= 0 and <= int.MaxValue ? (Dim)(int)d
            : axis == 0 && proto.Dims.Count > 1 ? Dim.Named("N") : Dim.Unknown())]);
    }
}

using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Builds ONNX's Hardmax.</summary>
public static class HardmaxBuilder
{
    /// <summary>1 at the first largest element of each line along an axis, 0 elsewhere (ONNX Hardmax).</summary>
    public static Value Hardmax(this Value x, int axis = -1)
    {
        Graph graph = x.Graph;
        int a = x.Shape.Axis(axis);
        Value length = x.Shape[a] is { IsKnown: true } known
            ? graph.Scalar(ElementType.Int64, known.Value)
            : x.ShapeOf().Gather(graph.Scalar(ElementType.Int64, a));
        Value offAndOn = graph.Constant(Tensor.Of([2], 0f, 1f)).Cast(x.Type.Element);
        return graph.Add(new OneHot(a), x.ArgMax(a), length, offAndOn);
    }
}

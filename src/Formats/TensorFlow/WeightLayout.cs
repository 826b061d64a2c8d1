using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Brings weights into the order of axes that operators here want, when they are read and not each time the graph runs.</summary>
internal static class WeightLayout
{
    /// <summary>The tensor with its axes in another order, then in another shape.</summary>
    public static Tensor Arrange(Tensor tensor, ReadOnlySpan<int> perm, Func<Shape, int[]>? shape)
    {
        Tensor arranged = tensor;
        if (perm.Length > 0)
        {
            var graph = new Graph();
            Node node = graph.Constant(tensor).Transpose(perm).Producer!;
            arranged = Folding.Run(node, [node.Outputs[0].Type])[0];
        }
        return shape is null ? arranged : arranged.View(shape(arranged.Shape));
    }

    /// <summary>The order that undoes an order.</summary>
    public static int[] Inverse(ReadOnlySpan<int> perm)
    {
        int[] inverse = new int[perm.Length];
        for (int a = 0; a < perm.Length; a++) inverse[perm[a]] = a;
        return inverse;
    }
}

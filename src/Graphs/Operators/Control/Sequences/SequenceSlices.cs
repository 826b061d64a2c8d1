using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Cuts parts out of tensors while a graph runs.</summary>
internal static class SequenceSlices
{
    /// <summary>A copy of a stretch of an axis.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="start">The first index along it.</param>
    /// <param name="count">How many.</param>
    /// <param name="keepAxis">False to leave the axis out of the result's shape; its size is 1 then.</param>
    public static Tensor Slice(Tensor x, int axis, int start, int count, bool keepAxis)
    {
        int[] dims = x.Shape.Dims.ToArray();
        int outer = checked((int)x.Shape.CountBetween(0, axis)), inner = checked((int)x.Shape.CountBetween(axis + 1, dims.Length)), size = dims[axis];
        dims[axis] = count;
        var part = new Tensor(x.Type, Shape.Of(keepAxis ? dims : [.. dims[..axis], .. dims[(axis + 1)..]]), zeroed: false);
        for (int o = 0; o < outer; o++)
        {
            int from = (o * size + start) * inner, to = o * count * inner;
            if (x.Type == ElementType.String) x.Strings.Slice(from, count * inner).CopyTo(part.Strings[to..]);
            else
            {
                int bytes = x.Type.Size();
                x.AsBytes().Slice(from * bytes, count * inner * bytes).CopyTo(part.AsBytes()[(to * bytes)..]);
            }
        }
        return part;
    }
}

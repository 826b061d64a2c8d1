using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Makes one tensor of many that are alike, as loops do with what they collect.</summary>
internal static class Stacking
{
    /// <summary>Tensors of one shape, one behind the other along a new axis.</summary>
    /// <param name="items">The tensors.</param>
    /// <param name="type">Their type as far as known; says what an empty result is.</param>
    /// <param name="axis">The new axis in the result.</param>
    /// <exception cref="ShapeException">They differ in type or shape.</exception>
    public static Tensor Stack(IReadOnlyList<Tensor> items, TensorType type, int axis = 0)
    {
        if (items.Count == 0)
        {
            int[] rest = type.Shape.IsRanked ? [.. type.Shape.ToArray().Select(d => d.IsKnown ? d.Value : 0)] : [];
            return new Tensor(type.Element == ElementType.Undefined ? ElementType.Float32 : type.Element, Shape.Of([.. rest[..axis], 0, .. rest[axis..]]));
        }
        Tensor first = items[0];
        foreach (Tensor item in items)
            if (item.Type != first.Type || item.Shape != first.Shape) throw new ShapeException($"{first} and {item} cannot be stacked, because they differ");
        int[] dims = first.Shape.Dims.ToArray();
        return Join(items, Shape.Of([.. dims[..axis], items.Count, .. dims[axis..]]), axis);
    }

    /// <summary>Tensors that agree in all dimensions but one, one behind the other along that axis.</summary>
    /// <exception cref="ShapeException">They differ otherwise.</exception>
    public static Tensor Concatenate(IReadOnlyList<Tensor> items, int axis)
    {
        Tensor first = items[0];
        int[] dims = first.Shape.Dims.ToArray();
        dims[axis] = 0;
        foreach (Tensor item in items)
        {
            bool fits = item.Type == first.Type && item.Shape.Rank == dims.Length;
            for (int d = 0; fits && d < dims.Length; d++) fits = d == axis || item.Shape[d] == dims[d];
            if (!fits) throw new ShapeException($"{first} and {item} cannot be joined along axis {axis}");
            dims[axis] = checked(dims[axis] + item.Shape[axis]);
        }
        return Join(items, Shape.Of(dims), axis);
    }

    private static Tensor Join(IReadOnlyList<Tensor> items, Shape shape, int axis)
    {
        var result = new Tensor(items[0].Type, shape, zeroed: false);
        var outer = checked((int)shape.CountBetween(0, axis));
        int at = 0;
        for (int o = 0; o < outer; o++)
            foreach (Tensor item in items)
            {
                int count = checked((int)(item.Count / outer));
                if (result.Type == ElementType.String) item.Strings.Slice(o * count, count).CopyTo(result.Strings[at..]);
                else
                {
                    int size = result.Type.Size();
                    item.AsBytes().Slice(o * count * size, count * size).CopyTo(result.AsBytes()[(at * size)..]);
                }
                at += count;
            }
        return result;
    }
}

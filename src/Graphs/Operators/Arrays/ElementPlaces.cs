using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Where the indices of GatherElements and ScatterElements point, as offsets into the tensor that they index.</summary>
internal static unsafe class ElementPlaces
{
    /// <summary>The address of an offset for each index, in scratch memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the axis.</exception>
    public static IntPtr Of(Kernel k, int input, Shape indexed, int axis)
    {
        Shape shape = k.Input(input).Shape;
        int a = axis < 0 ? axis + indexed.Rank : axis;
        long* places = Gather.Indices(k, input, indexed[a], a);
        Span<long> strides = stackalloc long[indexed.Rank];
        for (int d = 0; d < strides.Length; d++) strides[d] = indexed.CountBetween(d + 1, indexed.Rank);
        Span<int> index = stackalloc int[shape.Rank];
        for (long i = 0; i < k.Input(input).Count; i++)
        {
            long offset = places[i] * strides[a];
            for (int d = 0; d < index.Length; d++)
                if (d != a) offset += index[d] * strides[d];
            places[i] = offset;
            for (int d = index.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
        return (IntPtr)places;
    }
}

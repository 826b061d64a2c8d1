using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Makes dense tensors of sparse ones.</summary>
internal static class SparseTensorReader
{
    // A few bytes can claim any size; more zeros than this for each element that is there, beyond a size that harms nobody, is no real model.
    private const long Harmless = 1 << 24;
    private const long MostPerElement = 10_000;

    /// <summary>The tensor of a message, zero where it has no elements.</summary>
    /// <exception cref="OnnxFormatException">Dimensions, elements and indices do not fit each other, or the tensor would be absurdly large.</exception>
    public static Tensor Read(SparseTensorProto proto, string place, ExternalData? files = null)
    {
        if (proto.Values is null || proto.Indices is null) throw new OnnxFormatException($"{place}: it has no {(proto.Values is null ? "elements" : "indices")}.");
        Tensor values = TensorReader.Read(proto.Values, place, files), indices = TensorReader.Read(proto.Indices, place, files);
        if (proto.Dims.Count > TypeConversion.MaxRank) throw new OnnxFormatException($"{place} has more than {TypeConversion.MaxRank} dimensions.");
        if (values.Type == ElementType.String) throw new OnnxFormatException($"{place}: text cannot be sparse.");
        if (values.Shape.Rank != 1) throw new OnnxFormatException($"{place}: its elements have the shape {values.Shape} instead of one dimension.");
        if (indices.Type != ElementType.Int64) throw new OnnxFormatException($"{place}: its indices hold {indices.Type}, not Int64.");
        long stored = values.Count, most = Math.Max(Harmless, Math.Min(int.MaxValue, stored * MostPerElement)), count = 1;
        foreach (long d in proto.Dims)
        {
            if (d is < 0 or > int.MaxValue) throw new OnnxFormatException($"{place}: dimension {d} is not possible.");
            if (d != 0 && count > most / d) throw new OnnxFormatException($"{place}: {string.Join('x', proto.Dims)} is too many elements for {stored} that are stored.");
            count *= d;
        }
        var tensor = new Tensor(values.Type, Shape.Of([.. proto.Dims.Select(d => (int)d)]));
        int size = values.Type.Size();
        Span<byte> target = tensor.AsBytes(), source = values.AsBytes();
        long[] at = Places(indices, tensor.Shape, stored, place);
        for (int i = 0; i < at.Length; i++) source.Slice(i * size, size).CopyTo(target.Slice(checked((int)(at[i] * size)), size));
        return tensor;
    }

    private static long[] Places(Tensor indices, Shape shape, long stored, string place)
    {
        ReadOnlySpan<long> given = indices.AsSpan<long>();
        var places = new long[stored];
        if (indices.Shape.Rank == 1 && given.Length == stored)
        {
            for (int i = 0; i < places.Length; i++) places[i] = Within(given[i], shape.Count);
            return places;
        }
        if (indices.Shape.Rank != 2 || indices.Shape[0] != stored || indices.Shape[1] != shape.Rank)
            throw new OnnxFormatException($"{place}: indices of shape {indices.Shape} do not fit {stored} elements of a tensor of shape {shape}.");
        for (int i = 0; i < places.Length; i++)
            for (int d = 0; d < shape.Rank; d++) places[i] = places[i] * shape[d] + Within(given[i * shape.Rank + d], shape[d]);
        return places;

        long Within(long index, long limit) => index >= 0 && index < limit ? index : throw new OnnxFormatException($"{place}: index {index} is outside 0 to {limit - 1}.");
    }
}

using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Reads single numbers of tensors of any numeric type.</summary>
internal static unsafe class Scalars
{
    /// <summary>The element at <paramref name="index"/> as a double.</summary>
    public static double Number(Tensor tensor, long index = 0) => tensor.Type switch
    {
        ElementType.Float32 => tensor.As<float>()[index],
        ElementType.Float64 => tensor.As<double>()[index],
        ElementType.Int64 => tensor.As<long>()[index],
        ElementType.Int32 => tensor.As<int>()[index],
        ElementType.Bool => tensor.As<byte>()[index],
        _ => Other(tensor, index),
    };

    private static double Other(Tensor tensor, long index)
    {
        var reader = new Reader(tensor, index);
        ElementTypeVisitor.Number(tensor.Type, ref reader);
        return reader.Number;
    }

    private struct Reader(Tensor tensor, long index) : INumberVisitor
    {
        public double Number { get; private set; }

        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => Number = double.CreateSaturating(tensor.As<T>()[index]);
    }
}

using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What the quantized poolings have in common. Operands: x, its scale and zero point; the result's scale and zero point.</summary>
internal static class QuantizedPool
{
    /// <summary>Checks the operands and gives the result's type.</summary>
    public static ElementType Check(Inference i, bool channelsLast)
    {
        if (channelsLast) throw i.Error("channels_last is not supported; transpose to channels first");
        i.RequireRank(0, 3);
        QuantizedTypes.RequireQuantized(i, 0, 1, 2);
        QuantizedTypes.RequireNumbers(i, 3);
        QuantizedTypes.RequireNumbers(i, 4);
        return i.HasInput(4) ? i.Element(4) : i.Element(0);
    }

    /// <summary>Requantization of sums over <paramref name="count"/> elements to means.</summary>
    public static IntegerFinish Finish(Kernel k, double count) => QuantizedTypes.ToBytes(k.Output(0).Type,
        (float)(QuantizedTypes.Scale(k.Input(1)) / (QuantizedTypes.Scale(k.Input(3)) * count)), QuantizedTypes.Zero(k, 4));
}

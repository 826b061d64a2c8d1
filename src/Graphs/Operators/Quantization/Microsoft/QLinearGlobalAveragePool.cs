using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The mean of each channel of eight-bit images [N, C, …], requantized (com.microsoft QLinearGlobalAveragePool). Operands: x, its scale and zero point; the
/// result's scale and zero point.
/// </summary>
/// <param name="ChannelsLast">Not supported: channels come first.</param>
public sealed record QLinearGlobalAveragePool(bool ChannelsLast = false) : Operator
{
    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        ElementType type = QuantizedPool.Check(i, ChannelsLast);
        SymbolicShape y = i.Shape(0);
        for (int a = 2; a < y.Rank; a++)
        {
            if (y[a] == 0) throw i.Error("the mean of no elements");
            y = y.With(a, 1);
        }
        i.Output(type, y);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        int pixels = checked((int)k.Input(0).Shape.CountBetween(2, k.Input(0).Shape.Rank));
        IntegerFinish finish = QuantizedPool.Finish(k, pixels);
        QuantizedBytes x = QuantizedTypes.Bytes(k, 0, QuantizedTypes.Zero(k, 2));
        for (long plane = 0; plane < k.Output(0).Count; plane++)
        {
            int sum = 0;
            if (!k.Reference) sum = ByteLoops.Sum(x, plane * pixels, pixels);
            else
                for (int p = 0; p < pixels; p++) sum += x[plane * pixels + p];
            finish.Row(&sum, 0, 0, 1, k.Output(0).Pointer + plane);
        }
    }
}

/// <summary>Registers <see cref="QLinearGlobalAveragePool"/>, which files and passes bring.</summary>
internal static class QLinearGlobalAveragePoolBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearGlobalAveragePool>(QLinearAdd.Microsoft);
}

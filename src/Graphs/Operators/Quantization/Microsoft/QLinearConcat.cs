using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Eight-bit operands one after another along an axis, requantized to one scale (com.microsoft QLinearConcat). Operands: the result's scale and zero point;
/// then for each part its numbers, their scale and zero point.
/// </summary>
/// <param name="Axis">The axis.</param>
public sealed record QLinearConcat(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.InputCount < 5 || i.InputCount % 3 != 2) throw i.Error($"there are {i.InputCount} inputs, expected scale and zero point, then three for each part");
        QuantizedTypes.RequireNumbers(i, 0);
        QuantizedTypes.RequireNumbers(i, 1);
        QuantizedTypes.RequireBytes(i, 1);
        SymbolicShape y = i.Shape(2);
        int axis = y.Axis(Axis);
        for (int n = 2; n < i.InputCount; n += 3)
        {
            QuantizedTypes.RequireQuantized(i, n, n + 1, n + 2);
            i.RequireRank(n, y.Rank, y.Rank);
            if (n == 2) continue;
            for (int d = 0; d < y.Rank; d++)
                if (d != axis) i.RequireEqual(y[d], i.Shape(n)[d], $"sizes along axis {d} of inputs 2 and {n}");
            y = y.With(axis, y[axis] + i.Shape(n)[axis]);
        }
        i.Output(i.Element(1), y);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        if (k.Kept is not byte[] table) k.Kept = table = new byte[256];
        Shape y = k.Output(0).Shape;
        int axis = Axis < 0 ? Axis + y.Rank : Axis;
        long outer = y.CountBetween(0, axis), row = y.CountBetween(axis, y.Rank), start = 0;
        for (int n = 2; n < k.InputCount; n += 3)
        {
            Tensor x = k.Input(n);
            long part = x.Shape.CountBetween(axis, y.Rank);
            QuantizedTable.Fill(table, x.Type, k.Input(n + 1), k.Input(n + 2), k.Output(0).Type, k.Input(0), k.Input(1), 0, static (v, _) => v);
            for (long o = 0; o < outer; o++)
            {
                byte* source = x.Pointer + o * part, target = k.Output(0).Pointer + o * row + start;
                if (k.Reference)
                    for (long i = 0; i < part; i++) target[i] = table[source[i]];
                else
                    fixed (byte* entries = table) ByteLoops.Lookup(source, target, part, entries);
            }
            start += part;
        }
    }
}

/// <summary>Registers <see cref="QLinearConcat"/>, which files and passes bring.</summary>
internal static class QLinearConcatBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearConcat>(QLinearAdd.Microsoft);
}

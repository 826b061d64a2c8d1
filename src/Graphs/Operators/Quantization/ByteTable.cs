using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Each byte of x replaced by the one that a table of 256 has for it: any function of one eight-bit number. Passes make it of activations between
/// quantized operators; the result has the table's type.
/// </summary>
public sealed record ByteTable : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        QuantizedTypes.RequireBytes(i, 0);
        QuantizedTypes.RequireBytes(i, 1);
        i.RequireRank(1, 1, 1);
        i.RequireEqual(i.Shape(1)[0], 256, "entries of the table and bytes");
        i.Output(i.Element(1), i.Shape(0));
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        if (k.Kept is not byte[] table) k.Kept = table = new byte[256];
        k.Input(1).AsBytes().CopyTo(table);
        var work = new QuantizedTable.Work { X = k.Input(0).Pointer, Y = k.Output(0).Pointer, Table = table };
        if (k.Reference)
            for (long i = 0; i < k.Output(0).Count; i++) work.Y[i] = table[work.X[i]];
        else Workers.For(checked((int)k.Output(0).Count), 1 << 16, ref work);
    }
}

/// <summary>Registers <see cref="ByteTable"/>, which only passes apply.</summary>
internal static class ByteTableBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ByteTable>(Operator.OwnDomain);
}

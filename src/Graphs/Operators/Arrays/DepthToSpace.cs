using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Moves blocks of channels to blocks of pixels (ONNX DepthToSpace): x [N, b²·C, H, W] to [N, C, b·H, b·W].</summary>
/// <param name="Blocksize">The block's size b along both axes.</param>
/// <param name="Mode"><c>DCR</c>: a pixel's place in its block counts before the channel; <c>CRD</c>: behind it.</param>
public sealed record DepthToSpace(int Blocksize, string Mode = "DCR") : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Mode is not ("DCR" or "CRD")) throw i.Error($"mode '{Mode}' is neither DCR nor CRD");
        if (Blocksize < 1) throw i.Error($"blocksize is {Blocksize}, expected 1 or more");
        i.RequireRank(0, 4, 4);
        SymbolicShape x = i.Shape(0);
        Dim channels = x[1].Map(c => c % (Blocksize * Blocksize) == 0 ? c / (Blocksize * Blocksize)
            : throw i.Error($"{c} channels are no multiple of the block's {Blocksize * Blocksize} pixels"));
        i.Output(i.Element(0), [x[0], channels, x[2] * Blocksize, x[3] * Blocksize]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy) k.Kept = copy = Plan(k.Input(0).Shape, k.Output(0).Shape, Blocksize, Mode == "CRD", toSpace: true);
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
    {
        Value blocks = g.Dy.SpaceToDepth(Blocksize);
        if (Mode == "DCR") return blocks;
        int places = Blocksize * Blocksize, channels = g.Output(0).Shape[1].Value;
        long[] order = [.. Enumerable.Range(0, channels * places).Select(c => (long)(c % places * channels + c / places))];
        return blocks.Gather(g.Graph.Constant(Tensor.Ints(order)), 1);
    });

    /// <summary>The copy between a deep tensor and a wide one, along batch, channel, row, row in the block, column, column in the block.</summary>
    internal static StridedCopy Plan(Shape deep, Shape wide, int block, bool channelFirst, bool toSpace)
    {
        int channels = wide[1], height = deep[2], width = deep[3];
        long plane = (long)height * width;
        (long perChannel, long perPlace) = channelFirst ? (plane * block * block, plane) : (plane, plane * channels);
        long[] depth = [deep[1] * plane, perChannel, width, perPlace * block, 1, perPlace];
        long[] rows = wide.Strides();
        long[] space = [rows[0], rows[1], block * rows[2], rows[2], block, 1];
        int[] dims = [deep[0], channels, height, block, width, block];
        return toSpace ? new StridedCopy(dims, depth, 0, space, 0) : new StridedCopy(dims, space, 0, depth, 0);
    }
}

/// <summary>Applies <see cref="Graphs.DepthToSpace"/>.</summary>
public static class DepthToSpaceBuilder
{
    /// <summary>Moves blocks of channels to blocks of pixels: [N, b²·C, H, W] to [N, C, b·H, b·W].</summary>
    public static Value DepthToSpace(this Value x, int block, string mode = "DCR") => x.Graph.Add(new DepthToSpace(block, mode), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<DepthToSpace>();
}

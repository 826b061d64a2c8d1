using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Moves blocks of pixels to blocks of channels (ONNX SpaceToDepth): x [N, C, b·H, b·W] to [N, b²·C, H, W], a pixel's place in its block counting
/// before the channel.
/// </summary>
/// <param name="Blocksize">The block's size b along both axes.</param>
public sealed record SpaceToDepth(int Blocksize) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Blocksize < 1) throw i.Error($"blocksize is {Blocksize}, expected 1 or more");
        i.RequireRank(0, 4, 4);
        SymbolicShape x = i.Shape(0);
        i.Output(i.Element(0), [x[0], x[1] * (Blocksize * Blocksize), Part(i, x[2]), Part(i, x[3])]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy) k.Kept = copy = DepthToSpace.Plan(k.Output(0).Shape, k.Input(0).Shape, Blocksize, channelFirst: false, toSpace: false);
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.DepthToSpace(Blocksize));

    private Dim Part(Inference i, Dim size) => size.DividedBy(Blocksize)
        ?? (size.IsKnown ? throw i.Error($"the image's size {size} is no multiple of the block's {Blocksize}") : Dim.Unknown());
}

/// <summary>Applies <see cref="Graphs.SpaceToDepth"/>.</summary>
public static class SpaceToDepthBuilder
{
    /// <summary>Moves blocks of pixels to blocks of channels: [N, C, b·H, b·W] to [N, b²·C, H, W].</summary>
    public static Value SpaceToDepth(this Value x, int block) => x.Graph.Add(new SpaceToDepth(block), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SpaceToDepth>();
}

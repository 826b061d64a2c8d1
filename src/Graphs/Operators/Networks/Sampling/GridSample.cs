using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Reads images x [N, C, …] at the points of a grid [N, …, axes], interpolating between elements (ONNX GridSample; Jaderberg et al., "Spatial transformer
/// networks", 2015). Coordinates run from -1 to 1, the last axis' first.
/// </summary>
/// <param name="AlignCorners">Whether -1 and 1 are the middles of the outermost elements, and not their outer edges.</param>
/// <param name="Mode"><c>linear</c>, <c>nearest</c> or <c>cubic</c>.</param>
/// <param name="PaddingMode">What is outside: <c>zeros</c>, the <c>border</c>'s elements, or a <c>reflection</c>.</param>
public sealed record GridSample(bool AlignCorners = false, string Mode = "linear", string PaddingMode = "zeros") : Operator
{
    // Taps of a block of points, which are kept on the stack while all channels are gone through.
    private const int Block = 1024;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Mode is not ("linear" or "nearest" or "cubic")) throw i.Error($"mode '{Mode}' is none of linear, nearest, cubic");
        if (PaddingMode is not ("zeros" or "border" or "reflection")) throw i.Error($"padding_mode '{PaddingMode}' is none of zeros, border, reflection");
        i.RequireRank(0, 3, 5);
        SymbolicShape x = i.Shape(0), grid = i.Shape(1);
        i.RequireRank(1, x.Rank, x.Rank);
        i.RequireEqual(grid[-1], x.Rank - 2, "coordinates of a point and axes of the image");
        i.RequireEqual(grid[0], x[0], "images and grids");
        i.RequireSameElement();
        i.Output(i.Element(0), [x[0], x[1], .. grid.Dims[1..^1]]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var points = new Points(k, this);
        ElementTypeVisitor.Float(k.Output(0).Type, ref points);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.Set(0, () => g.Graph.Add(new GridSampleGradient(0, AlignCorners, Mode, PaddingMode), g.Input(0), g.Input(1), g.Dy));
        g.Set(1, () => g.Graph.Add(new GridSampleGradient(1, AlignCorners, Mode, PaddingMode), g.Input(0), g.Input(1), g.Dy));
    }

    private readonly struct Points(Kernel k, GridSample op) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var taps = new GridTaps<T>(k.Input(0).Shape, op.Mode, op.PaddingMode, op.AlignCorners);
            int count = checked((int)k.Output(0).Shape.CountBetween(2, k.Output(0).Shape.Rank)), block = Block / taps.Count;
            var task = new Blocks<T>(k, taps, count, block, (count + block - 1) / block);
            Workers.Run(k.Input(0).Shape[0] * task.PerImage, ref task);
        }
    }

    private readonly unsafe struct Blocks<T>(Kernel k, GridTaps<T> taps, int points, int block, int perImage) : ITask
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        public int PerImage => perImage;

        public void Run(int piece)
        {
            int* offsets = stackalloc int[Block];
            T* weights = stackalloc T[Block];
            Shape x = k.Input(0).Shape;
            int image = piece / perImage, first = piece % perImage * block, count = Math.Min(block, points - first), channels = x[1];
            long plane = x.CountBetween(2, x.Rank);
            T* grid = k.In<T>(1) + ((long)image * points + first) * taps.Axes;
            int* outside = stackalloc int[Block];
            int nothing = 0;
            for (int p = 0; p < count; p++)
                if (!taps.FillInside(grid + (long)p * taps.Axes, block, offsets + p, weights + p)) outside[nothing++] = p;
            T* source = k.In<T>(0) + image * channels * plane, y = k.Out<T>(0) + (long)image * channels * points + first;
            for (int c = 0; c < channels; c++, source += plane, y += points)
            {
                GatheredSums.Run(source, offsets, weights, taps.Count, block, y, count);
                // Nothing times what is no number would not be nothing.
                for (int i = 0; i < nothing; i++) y[outside[i]] = T.Zero;
            }
        }
    }
}

/// <summary>Applies <see cref="Graphs.GridSample"/>.</summary>
public static class GridSampleBuilder
{
    /// <summary>Reads images at the points of a grid [N, …, axes] of coordinates from -1 to 1.</summary>
    public static Value GridSample(this Value x, Value grid, string mode = "linear", string padding = "zeros", bool alignCorners = false) =>
        x.Graph.Add(new GridSample(alignCorners, mode, padding), x, grid);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GridSample>();
}

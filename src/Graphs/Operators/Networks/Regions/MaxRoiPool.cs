using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The largest element of each of a grid of parts of regions (ONNX MaxRoiPool; Girshick, "Fast R-CNN", 2015). Operands are x [N, C, H, W] and regions
/// [R, 5] of image, left, top, right and bottom, inclusive; the result is [R, C, height, width]. Parts outside of the image give 0.
/// </summary>
/// <param name="PooledShape">Height and width of the grid.</param>
/// <param name="SpatialScale">What the regions' coordinates are multiplied by.</param>
public sealed record MaxRoiPool(Ints PooledShape, float SpatialScale = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (PooledShape.Length != 2) throw i.Error($"pooled_shape {PooledShape} must have 2 numbers");
        i.RequireRank(0, 4, 4);
        i.RequireRank(1, 2, 2);
        i.RequireEqual(i.Shape(1)[1], 5, "numbers of a region");
        i.RequireSameElement();
        i.Output(i.Element(0), [i.Shape(1)[0], i.Shape(0)[1], PooledShape[0], PooledShape[1]]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var regions = new Regions(k, PooledShape[0], PooledShape[1], SpatialScale);
        ElementTypeVisitor.Float(k.Input(0).Type, ref regions);
    }

    private readonly struct Regions(Kernel k, int height, int width, float scale) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var task = new Region<T>(k, height, width, scale);
            Workers.Run(k.Input(1).Shape[0], ref task);
        }
    }

    private readonly unsafe struct Region<T>(Kernel k, int height, int width, float scale) : ITask where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        public void Run(int r)
        {
            Shape x = k.Input(0).Shape;
            T* region = k.In<T>(1) + r * 5L;
            int image = int.CreateSaturating(region[0]);
            if ((uint)image >= (uint)x[0]) throw new ArgumentOutOfRangeException(nameof(r), $"Region {r} is of image {image}, but there are {x[0]}.");
            (int left, int top, int right, int bottom) = (Round(region[1]), Round(region[2]), Round(region[3]), Round(region[4]));
            double rows = Math.Max(bottom - (long)top + 1, 1) / (double)height, columns = Math.Max(right - (long)left + 1, 1) / (double)width;
            T* source = k.In<T>(0) + (long)image * x[1] * x[2] * x[3], y = k.Out<T>(0) + (long)r * x[1] * height * width;
            for (int c = 0; c < x[1]; c++, source += (long)x[2] * x[3])
                for (int h = 0; h < height; h++)
                    for (int w = 0; w < width; w++)
                        *y++ = Largest(source, x[3],
                            Within(top + Math.Floor(h * rows), x[2]), Within(top + Math.Ceiling((h + 1) * rows), x[2]),
                            Within(left + Math.Floor(w * columns), x[3]), Within(left + Math.Ceiling((w + 1) * columns), x[3]));
        }

        private int Round(T coordinate) => int.CreateSaturating(Math.Round(double.CreateSaturating(coordinate) * scale, MidpointRounding.AwayFromZero));

        private static int Within(double at, int size) => (int)Math.Clamp(at, 0, size);

        private static T Largest(T* plane, int stride, int top, int bottom, int left, int right)
        {
            if (top >= bottom || left >= right) return T.Zero;
            T largest = T.NegativeInfinity;
            for (int h = top; h < bottom; h++)
                for (int w = left; w < right; w++) largest = T.Max(largest, plane[(long)h * stride + w]);
            return largest;
        }
    }
}

/// <summary>Applies <see cref="Graphs.MaxRoiPool"/>.</summary>
public static class MaxRoiPoolBuilder
{
    /// <summary>The largest element of each of a grid of <paramref name="height"/> x <paramref name="width"/> parts of regions [R, 5].</summary>
    public static Value MaxRoiPool(this Value x, Value regions, int height, int width, float scale = 1) =>
        x.Graph.Add(new MaxRoiPool([height, width], scale), x, regions);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MaxRoiPool>();
}

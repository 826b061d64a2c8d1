using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The mean or the largest of samples in each of a grid of parts of regions, interpolated between pixels (ONNX RoiAlign; He et al., "Mask R-CNN", 2017).
/// Operands are x [N, C, H, W], regions [R, 4] of left, top, right and bottom, and the image [R] of each; the result is [R, C, height, width].
/// </summary>
/// <param name="CoordinateTransformationMode"><c>half_pixel</c>: coordinates are half a pixel less; <c>output_half_pixel</c>: they are as they are.</param>
/// <param name="Mode"><c>avg</c> or <c>max</c>; the largest is taken of the pixels times their weights.</param>
/// <param name="OutputHeight">The height of the grid.</param>
/// <param name="OutputWidth">The width of the grid.</param>
/// <param name="SamplingRatio">The samples of a part along each axis; 0: as many as there are pixels.</param>
/// <param name="SpatialScale">What the regions' coordinates are multiplied by.</param>
public sealed record RoiAlign(
    string CoordinateTransformationMode = "half_pixel", string Mode = "avg", int OutputHeight = 1, int OutputWidth = 1, int SamplingRatio = 0,
    float SpatialScale = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (CoordinateTransformationMode is not ("half_pixel" or "output_half_pixel"))
            throw i.Error($"coordinate_transformation_mode '{CoordinateTransformationMode}' is neither half_pixel nor output_half_pixel");
        if (Mode is not ("avg" or "max")) throw i.Error($"mode '{Mode}' is neither avg nor max");
        i.RequireRank(0, 4, 4);
        i.RequireRank(1, 2, 2);
        i.RequireEqual(i.Shape(1)[1], 4, "numbers of a region");
        if (i.Element(0) != i.Element(1)) throw i.Error("image and regions hold different types");
        i.Output(i.Element(0), [i.Shape(1)[0], i.Shape(0)[1], OutputHeight, OutputWidth]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var regions = new Regions(k, this);
        ElementTypeVisitor.Float(k.Input(0).Type, ref regions);
    }

    private readonly struct Regions(Kernel k, RoiAlign op) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var task = new Region<T>(k, op);
            Workers.Run(k.Input(1).Shape[0], ref task);
        }
    }

    private readonly unsafe struct Region<T>(Kernel k, RoiAlign op) : ITask where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        public void Run(int r)
        {
            Shape x = k.Input(0).Shape;
            T* region = k.In<T>(1) + r * 4L;
            double image = Scalars.Number(k.Input(2), r), offset = op.CoordinateTransformationMode == "half_pixel" ? 0.5 : 0;
            if (!(image >= 0 && image < x[0])) throw new ArgumentOutOfRangeException(nameof(r), $"Region {r} is of image {image}, but there are {x[0]}.");
            double left = At(region[0]) - offset, top = At(region[1]) - offset, width = At(region[2]) - offset - left, height = At(region[3]) - offset - top;
            if (offset == 0) (width, height) = (Math.Max(width, 1), Math.Max(height, 1));
            BilinearTaps rows = BilinearTaps.Rows, columns = BilinearTaps.Columns;
            rows.Fill(top, height, op.OutputHeight, op.SamplingRatio, x[2]);
            columns.Fill(left, width, op.OutputWidth, op.SamplingRatio, x[3]);
            T* source = k.In<T>(0) + (long)image * x[1] * x[2] * x[3], y = k.Out<T>(0) + (long)r * x[1] * op.OutputHeight * op.OutputWidth;
            bool mean = op.Mode == "avg";
            for (int c = 0; c < x[1]; c++, source += (long)x[2] * x[3])
                for (int h = 0; h < op.OutputHeight; h++)
                    for (int w = 0; w < op.OutputWidth; w++) *y++ = mean ? Mean(source, x[3], rows, columns, h, w) : Largest(source, x[3], rows, columns, h, w);
        }

        private double At(T coordinate) => double.CreateSaturating(coordinate) * op.SpatialScale;

        private static T Mean(T* plane, int stride, BilinearTaps rows, BilinearTaps columns, int h, int w)
        {
            T sum = T.Zero;
            for (int i = h * rows.Samples; i < (h + 1) * rows.Samples; i++)
            {
                T* low = plane + (long)rows.Low[i] * stride, high = plane + (long)rows.High[i] * stride;
                T above = T.CreateTruncating(rows.LowWeight[i]), below = T.CreateTruncating(rows.HighWeight[i]);
                for (int j = w * columns.Samples; j < (w + 1) * columns.Samples; j++)
                {
                    int l = columns.Low[j], r = columns.High[j];
                    sum += T.CreateTruncating(columns.LowWeight[j]) * (above * low[l] + below * high[l]) + T.CreateTruncating(columns.HighWeight[j]) * (above * low[r] + below * high[r]);
                }
            }
            return sum / T.CreateTruncating(Math.Max(1, rows.Samples * columns.Samples));
        }

        private static T Largest(T* plane, int stride, BilinearTaps rows, BilinearTaps columns, int h, int w)
        {
            T largest = T.NegativeInfinity;
            for (int i = h * rows.Samples; i < (h + 1) * rows.Samples; i++)
                for (int j = w * columns.Samples; j < (w + 1) * columns.Samples; j++)
                {
                    T* low = plane + (long)rows.Low[i] * stride, high = plane + (long)rows.High[i] * stride;
                    T above = T.CreateTruncating(rows.LowWeight[i]), below = T.CreateTruncating(rows.HighWeight[i]);
                    T before = T.CreateTruncating(columns.LowWeight[j]), behind = T.CreateTruncating(columns.HighWeight[j]);
                    T upper = T.Max(above * before * low[columns.Low[j]], above * behind * low[columns.High[j]]);
                    T lower = T.Max(below * before * high[columns.Low[j]], below * behind * high[columns.High[j]]);
                    largest = T.Max(largest, T.Max(upper, lower));
                }
            return rows.Samples * columns.Samples == 0 ? T.Zero : largest;
        }
    }
}

/// <summary>Applies <see cref="Graphs.RoiAlign"/>.</summary>
public static class RoiAlignBuilder
{
    /// <summary>The mean of interpolated samples in each of a grid of parts of regions [R, 4] of images [R].</summary>
    public static Value RoiAlign(this Value x, Value regions, Value images, int height, int width, float scale = 1, int samples = 0) =>
        x.Graph.Add(new RoiAlign(OutputHeight: height, OutputWidth: width, SamplingRatio: samples, SpatialScale: scale), x, regions, images);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<RoiAlign>();
}

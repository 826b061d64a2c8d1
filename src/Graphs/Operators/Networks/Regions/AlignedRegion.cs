using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>One region of a <see cref="RoiAlign"/>, all channels of it.</summary>
internal readonly unsafe struct AlignedRegion<T>(Kernel k, RoiAlign op) : ITask where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
{
    /// <inheritdoc/>
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
        if (op.Mode == "avg") Mean(source, y, x, rows, columns);
        else
            for (int c = 0; c < x[1]; c++, source += (long)x[2] * x[3])
                for (int h = 0; h < op.OutputHeight; h++)
                    for (int w = 0; w < op.OutputWidth; w++) *y++ = Largest(source, x[3], rows, columns, h, w);
    }

    private double At(T coordinate) => double.CreateSaturating(coordinate) * op.SpatialScale;

    // First rows are combined to a line for each row of parts, then places of each line: what a part takes is a product of both.
    private void Mean(T* source, T* y, Shape x, BilinearTaps rows, BilinearTaps columns)
    {
        int height = op.OutputHeight, width = op.OutputWidth, parts = height * width, taps = 2 * columns.Samples;
        (int first, int length) = columns.Extent(width);
        var lines = (T*)rows.Room((long)height * length * sizeof(T));
        int* offsets = (int*)columns.Room((long)taps * parts * (sizeof(int) + sizeof(T)));
        var weights = (T*)(offsets + (long)taps * parts);
        double share = 1.0 / Math.Max(1, rows.Samples * columns.Samples);
        for (int i = 0; i < taps * parts; i++)
        {
            (int column, float weight) = columns.Tap(i % parts % width, i / parts);
            (offsets[i], weights[i]) = (i % parts / width * length + Math.Max(0, column - first), T.CreateTruncating(weight * share));
        }
        for (int c = 0; c < x[1]; c++, source += (long)x[2] * x[3])
        {
            new Span<T>(lines, height * length).Clear();
            for (int h = 0; h < height; h++)
                for (int i = 0; i < 2 * rows.Samples; i++)
                    if (rows.Tap(h, i) is { Weight: not 0 } tap)
                        GatheredSums.AddScaled(source + (long)tap.Pixel * x[3] + first, T.CreateTruncating(tap.Weight), lines + (long)h * length, length);
            GatheredSums.Run(lines, offsets, weights, taps, parts, y + (long)c * parts, parts);
        }
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

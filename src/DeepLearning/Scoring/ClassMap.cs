namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>The class of each place of a network's input: what a segmentation network gives.</summary>
/// <param name="Width">The columns.</param>
/// <param name="Height">The rows.</param>
/// <param name="Classes">The classes, row by row.</param>
/// <param name="Count">The number of classes.</param>
public sealed record ClassMap(int Width, int Height, int[] Classes, int Count)
{
    /// <summary>Reads an output: scores of N x C x H x W or N x H x W x C, of which the largest counts; one plane of scores above or below one half; or the classes themselves.</summary>
    /// <param name="output">The output.</param>
    /// <param name="inputWidth">The columns of the network's input.</param>
    /// <param name="inputHeight">The rows of the network's input.</param>
    /// <exception cref="ArgumentException">The output is no map.</exception>
    public static ClassMap Read(ModelOutput output, int inputWidth, int inputHeight)
    {
        int[] dims = Dims(output, inputWidth, inputHeight);
        return dims switch
        {
            [int h, int w] => Plane(output.Values, w, h),
            [int c, int h, int w] when IsProportioned(w, h, inputWidth, inputHeight) => Largest(output.Values, w, h, c, step: w * h, next: 1),
            [int h, int w, int c] when IsProportioned(w, h, inputWidth, inputHeight) => Largest(output.Values, w, h, c, step: 1, next: c),
            _ => throw new ArgumentException($"Output {output} is no map of classes: it should be N x C x H x W, N x H x W x C or N x H x W."),
        };
    }

    /// <summary>The class of each pixel of a picture; -1 where the picture was cut off.</summary>
    public int[] ToPicture(PictureFrame frame)
    {
        var classes = new int[frame.Width * frame.Height];
        for (int y = 0; y < frame.Height; y++)
            for (int x = 0; x < frame.Width; x++)
            {
                (double u, double v) = frame.ToInput(x, y);
                classes[y * frame.Width + x] = u is < 0 or >= 1 || v is < 0 or >= 1 ? -1 : Classes[(int)(v * Height) * Width + (int)(u * Width)];
            }
        return classes;
    }

    private static int[] Dims(ModelOutput output, int inputWidth, int inputHeight)
    {
        int[] dims = [.. output.Dims.Skip(1)];
        if (dims is [1, int h, int w]) return [h, w];
        if (dims is [int h2, int w2, 1]) return [h2, w2];
        if (dims is not [int channels, int places]) return dims;
        // Rows and columns that the model leaves open are those of its input, or a fraction of them.
        for (int stride = 1; stride <= 32; stride *= 2)
        {
            (int columns, int rows) = ((inputWidth + stride - 1) / stride, (inputHeight + stride - 1) / stride);
            if (columns * rows == places) return channels == 1 ? [rows, columns] : [channels, rows, columns];
        }
        return dims;
    }

    private static bool IsProportioned(int width, int height, int inputWidth, int inputHeight) =>
        width > 1 && height > 1 && Math.Abs((double)width / inputWidth / ((double)height / inputHeight) - 1) < 0.2;

    private static ClassMap Plane(float[] values, int width, int height)
    {
        bool whole = values.All(v => v == MathF.Floor(v) && v is >= 0 and < 100_000);
        if (whole) return new ClassMap(width, height, [.. values.Select(v => (int)v)], (int)values.Max() + 1);
        bool probabilities = values.All(v => v is >= 0 and <= 1);
        return new ClassMap(width, height, [.. values.Select(v => v > (probabilities ? 0.5f : 0) ? 1 : 0)], 2);
    }

    private static ClassMap Largest(float[] values, int width, int height, int count, int step, int next)
    {
        var classes = new int[width * height];
        for (int i = 0; i < classes.Length; i++)
            for (int c = 1; c < count; c++)
                if (values[i * next + c * step] > values[i * next + classes[i] * step]) classes[i] = c;
        return new ClassMap(width, height, classes, count);
    }
}

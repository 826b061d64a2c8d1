namespace MlNetDeepLearning.Imaging;

/// <summary>Reads the squares of an image that are encoded together, as floats centred on 0. Beyond the right and the bottom edge
/// the last column and row go on.</summary>
internal static class EncoderSamples
{
    public static void ReadGray(Image image, int left, int top, Span<float> target)
    {
        for (int y = 0; y < 8; y++)
        {
            ReadOnlySpan<byte> row = image.Row(Math.Min(top + y, image.Height - 1));
            for (int x = 0; x < 8; x++) target[y * 8 + x] = row[Math.Min(left + x, image.Width - 1)] - 128f;
        }
    }

    public static void ReadColor(Image image, int left, int top, int side, Span<float> luma, Span<float> blue, Span<float> red)
    {
        for (int y = 0; y < side; y++)
        {
            ReadOnlySpan<byte> row = image.Row(Math.Min(top + y, image.Height - 1));
            for (int x = 0; x < side; x++)
            {
                ReadOnlySpan<byte> pixel = row.Slice(Math.Min(left + x, image.Width - 1) * 3, 3);
                float r = pixel[0], g = pixel[1], b = pixel[2];
                float light = 0.299f * r + 0.587f * g + 0.114f * b;
                luma[y * side + x] = light - 128;
                blue[y * side + x] = (b - light) / 1.772f;
                red[y * side + x] = (r - light) / 1.402f;
            }
        }
    }

    /// <summary>Averages 16 x 16 samples in squares of four; the 8 x 8 results come to lie at the beginning.</summary>
    public static void Halve(Span<float> samples)
    {
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                int from = y * 32 + x * 2;
                samples[y * 8 + x] = (samples[from] + samples[from + 1] + samples[from + 16] + samples[from + 17]) * 0.25f;
            }
        }
    }
}

namespace MlNetDeepLearning.Imaging;

/// <summary>Decodes JPEG files: baseline, extended sequential and progressive, Huffman-coded, 8 bits a sample.</summary>
internal static class JpegDecoder
{
    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        var parser = new JpegParser(data, options);
        try
        {
            JpegFrame frame = parser.Read(headerOnly: false);
            if (frame.Progressive) TransformAll(frame);
            Image image = JpegColorConversion.ToImage(frame, parser.Colors());
            return options.ApplyOrientation ? Orientation.Apply(image, parser.Orientation) : image;
        }
        finally
        {
            parser.Frame?.Return();
        }
    }

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        var parser = new JpegParser(data, options);
        JpegFrame frame = parser.Read(headerOnly: true);
        return options.ApplyOrientation && Orientation.SwapsSides(parser.Orientation)
            ? new ImageInfo("JPEG", frame.Height, frame.Width)
            : new ImageInfo("JPEG", frame.Width, frame.Height);
    }

    private static void TransformAll(JpegFrame frame)
    {
        foreach (JpegComponent component in frame.Components)
        {
            for (int y = 0; y < component.BlocksHigh; y++)
            {
                for (int x = 0; x < component.BlocksWide; x++)
                {
                    ReadOnlySpan<short> block = component.Coefficients.AsSpan((y * component.BlockStride + x) * 64, 64);
                    Span<byte> target = component.Samples.AsSpan((y * component.Stride + x) * 8);
                    if (block[1..].ContainsAnyExcept((short)0)) InverseDct.Transform(block, component.Scale, target, component.Stride);
                    else InverseDct.TransformDc(block[0], component.Scale, target, component.Stride);
                }
            }
        }
    }
}

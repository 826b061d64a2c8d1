using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Imaging;

/// <summary>Encodes baseline JPEG files (JFIF) with the tables of the standard's annex K.</summary>
internal static class JpegEncoder
{
    private const int MaxSide = 65535;

    private static readonly JpegHuffmanCodes[] Dc = [new(JpegTables.LuminanceDc), new(JpegTables.ChrominanceDc)];
    private static readonly JpegHuffmanCodes[] Ac = [new(JpegTables.LuminanceAc), new(JpegTables.ChrominanceAc)];

    public static byte[] Encode(Image image, int quality, ChromaSubsampling subsampling)
    {
        if (quality is < 1 or > 100) throw new ArgumentOutOfRangeException(nameof(quality), quality, "JPEG quality goes from 1 to 100.");
        if (image.Width > MaxSide || image.Height > MaxSide)
            throw new ArgumentException($"{image.Width} x {image.Height} pixels: a JPEG file has at most {MaxSide} in each direction.", nameof(image));
        bool gray = image.Format == PixelFormat.Gray8;
        bool halved = !gray && (subsampling == ChromaSubsampling.Half || (subsampling == ChromaSubsampling.Auto && quality < 90));
        Image source = gray ? image : image.Convert(PixelFormat.Rgb24);
        byte[] luminance = Quantization(JpegTables.LuminanceQuantization, quality);
        byte[] chrominance = Quantization(JpegTables.ChrominanceQuantization, quality);
        var writer = new JpegBitWriter(1024 + image.Width * image.Height / 4);
        WriteHeader(writer, source, halved, luminance, chrominance);
        WriteScan(writer, source, halved, ForwardDct.Scale(luminance), ForwardDct.Scale(chrominance));
        writer.Marker(JpegMarkers.EndOfImage);
        return writer.ToArray();
    }

    /// <summary>A table of the standard scaled to a quality: as it is at 50, all ones at 100 (the scale of the Independent JPEG Group).</summary>
    private static byte[] Quantization(ReadOnlySpan<byte> table, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        var scaled = new byte[64];
        for (int i = 0; i < 64; i++) scaled[i] = (byte)Math.Clamp((table[i] * percent + 50) / 100, 1, 255);
        return scaled;
    }

    private static void WriteHeader(JpegBitWriter writer, Image image, bool halved, byte[] luminance, byte[] chrominance)
    {
        int components = image.Channels;
        writer.Marker(JpegMarkers.StartOfImage);
        writer.Segment(JpegMarkers.App0, 14);
        // Version 1.1, no unit, aspect ratio 1:1, no thumbnail.
        writer.Bytes("JFIF\0"u8);
        writer.Bytes([1, 1, 0, 0, 1, 0, 1, 0, 0]);
        WriteQuantization(writer, 0, luminance);
        if (components == 3) WriteQuantization(writer, 1, chrominance);
        writer.Segment(JpegMarkers.BaselineFrame, 6 + 3 * components);
        writer.Byte(8);
        writer.Short(image.Height);
        writer.Short(image.Width);
        writer.Byte((byte)components);
        for (int i = 0; i < components; i++) writer.Bytes([(byte)(i + 1), (byte)(halved && i == 0 ? 0x22 : 0x11), (byte)Math.Min(i, 1)]);
        WriteHuffman(writer, 0x00, JpegTables.LuminanceDc);
        WriteHuffman(writer, 0x10, JpegTables.LuminanceAc);
        if (components == 3) WriteHuffman(writer, 0x01, JpegTables.ChrominanceDc);
        if (components == 3) WriteHuffman(writer, 0x11, JpegTables.ChrominanceAc);
        writer.Segment(JpegMarkers.StartOfScan, 4 + 2 * components);
        writer.Byte((byte)components);
        for (int i = 0; i < components; i++) writer.Bytes([(byte)(i + 1), (byte)(i == 0 ? 0x00 : 0x11)]);
        writer.Bytes([0, 63, 0]);
    }

    private static void WriteQuantization(JpegBitWriter writer, byte slot, byte[] table)
    {
        writer.Segment(JpegMarkers.QuantizationTables, 65);
        writer.Byte(slot);
        foreach (byte place in JpegTables.Zigzag) writer.Byte(table[place]);
    }

    private static void WriteHuffman(JpegBitWriter writer, byte slot, ReadOnlySpan<byte> definition)
    {
        writer.Segment(JpegMarkers.HuffmanTables, 1 + definition.Length);
        writer.Byte(slot);
        writer.Bytes(definition);
    }

    [SkipLocalsInit]
    private static void WriteScan(JpegBitWriter writer, Image image, bool halved, float[] luminance, float[] chrominance)
    {
        int side = halved ? 16 : 8;
        Span<float> samples = stackalloc float[3 * 256];
        Span<float> luma = samples[..(side * side)], blue = samples.Slice(256, side * side), red = samples.Slice(512, side * side);
        Span<int> predictions = [0, 0, 0];
        for (int y = 0; y < image.Height; y += side)
        {
            for (int x = 0; x < image.Width; x += side)
            {
                if (image.Format == PixelFormat.Gray8) EncoderSamples.ReadGray(image, x, y, luma);
                else EncoderSamples.ReadColor(image, x, y, side, luma, blue, red);
                for (int v = 0; v < side; v += 8)
                {
                    for (int h = 0; h < side; h += 8) WriteBlock(writer, luma[(v * side + h)..], side, luminance, 0, ref predictions[0]);
                }
                if (image.Format == PixelFormat.Gray8) continue;
                if (halved) EncoderSamples.Halve(blue);
                if (halved) EncoderSamples.Halve(red);
                WriteBlock(writer, blue, 8, chrominance, 1, ref predictions[1]);
                WriteBlock(writer, red, 8, chrominance, 1, ref predictions[2]);
            }
        }
        writer.Flush();
    }

    [SkipLocalsInit]
    private static void WriteBlock(JpegBitWriter writer, ReadOnlySpan<float> samples, int stride, float[] scale, int slot, ref int prediction)
    {
        Span<short> coefficients = stackalloc short[64];
        ForwardDct.Transform(samples, stride, scale, coefficients);
        writer.Coefficient(coefficients[0] - prediction, 0, Dc[slot]);
        prediction = coefficients[0];
        int run = 0;
        for (int k = 1; k < 64; k++)
        {
            // Beyond 1023 an AC coefficient has no code; only rounding at quality 100 gets there.
            int value = Math.Clamp((int)coefficients[JpegTables.ZigzagByColumns[k]], -1023, 1023);
            if (value == 0)
            {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) writer.Symbol(0xF0, Ac[slot]);
            writer.Coefficient(value, run, Ac[slot]);
            run = 0;
        }
        if (run > 0) writer.Symbol(0, Ac[slot]);
    }
}

using System.Buffers;

namespace MlNetDeepLearning.Imaging;

/// <summary>One colour component of a JPEG file: its place in the sampling grid and, once decoded, its samples.</summary>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantizationSlot)
{
    public byte Id => id;

    /// <summary>Sampling factors, 1 to 4: blocks of this component in one MCU, across and down.</summary>
    public int Horizontal => horizontal;

    /// <inheritdoc cref="Horizontal"/>
    public int Vertical => vertical;

    public int QuantizationSlot => quantizationSlot;

    /// <summary>The size in samples.</summary>
    public int Width { get; set; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; set; }

    /// <summary>The size in whole blocks, which a scan of this component alone has.</summary>
    public int BlocksWide => (Width + 7) / 8;

    /// <inheritdoc cref="BlocksWide"/>
    public int BlocksHigh => (Height + 7) / 8;

    /// <summary>Blocks in a row of whole MCUs, which an interleaved scan has.</summary>
    public int BlockStride { get; set; }

    /// <summary>Bytes in a row of <see cref="Samples"/>.</summary>
    public int Stride => BlockStride * 8;

    /// <summary>The decoded samples, padded to whole MCUs; rented.</summary>
    public byte[] Samples { get; set; } = [];

    /// <summary>Progressive only: all blocks' coefficients, 64 each, by columns; rented.</summary>
    public short[] Coefficients { get; set; } = [];

    /// <summary>What a coefficient is multiplied with before the inverse transform, by columns; empty before the first scan.</summary>
    public float[] Scale { get; set; } = [];

    /// <summary>The tables of the current scan.</summary>
    public HuffmanTable? Dc { get; set; }

    /// <inheritdoc cref="Dc"/>
    public HuffmanTable? Ac { get; set; }

    /// <summary>The DC coefficient of the block before in the current restart interval.</summary>
    public int Prediction { get; set; }

    /// <summary>Whether a scan has brought this component's DC coefficients.</summary>
    public bool Seen { get; set; }

    /// <summary>Bit k is set while the k-th coefficient of the zigzag sequence still lacks precision.</summary>
    public ulong Unrefined { get; set; }
}

/// <summary>The frame header of a JPEG file with the geometry that follows from it.</summary>
internal sealed class JpegFrame
{
    public JpegFrame(int width, int height, bool progressive, JpegComponent[] components)
    {
        Width = width;
        Height = height;
        Progressive = progressive;
        Components = components;
        MaxHorizontal = components.Max(component => component.Horizontal);
        MaxVertical = components.Max(component => component.Vertical);
        McusWide = CeilingDivide(width, 8 * MaxHorizontal);
        McusHigh = CeilingDivide(height, 8 * MaxVertical);
        foreach (JpegComponent component in components)
        {
            component.Width = CeilingDivide(width * component.Horizontal, MaxHorizontal);
            component.Height = CeilingDivide(height * component.Vertical, MaxVertical);
            component.BlockStride = McusWide * component.Horizontal;
        }
    }

    public int Width { get; }

    public int Height { get; }

    public bool Progressive { get; }

    public JpegComponent[] Components { get; }

    /// <summary>The largest sampling factors; the component that has them is at full resolution.</summary>
    public int MaxHorizontal { get; }

    /// <inheritdoc cref="MaxHorizontal"/>
    public int MaxVertical { get; }

    public int McusWide { get; }

    public int McusHigh { get; }

    /// <summary>Rents the samples and coefficients, once the data is known to be long enough to fill them.</summary>
    public void Rent(int bytes)
    {
        // Every block costs at least a bit, so a short file cannot make us allocate for a large image.
        long blocks = Components.Sum(component => (long)component.BlocksWide * component.BlocksHigh);
        if (blocks > bytes * 8L)
            throw new ImageFormatException($"truncated: the {bytes} bytes of JPEG data cannot hold {Width} x {Height} pixels");
        foreach (JpegComponent component in Components)
        {
            int samples = component.Stride * McusHigh * component.Vertical * 8;
            component.Samples = ArrayPool<byte>.Shared.Rent(samples);
            if (!Progressive) continue;
            component.Coefficients = ArrayPool<short>.Shared.Rent(samples);
            component.Coefficients.AsSpan(0, samples).Clear();
        }
    }

    /// <summary>Gives the rented memory back.</summary>
    public void Return()
    {
        foreach (JpegComponent component in Components)
        {
            if (component.Samples.Length > 0) ArrayPool<byte>.Shared.Return(component.Samples);
            if (component.Coefficients.Length > 0) ArrayPool<short>.Shared.Return(component.Coefficients);
            component.Samples = [];
            component.Coefficients = [];
        }
    }

    private static int CeilingDivide(int value, int divisor) => (value + divisor - 1) / divisor;
}

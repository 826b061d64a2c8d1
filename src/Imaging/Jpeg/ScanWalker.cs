namespace MlNetDeepLearning.Imaging;

/// <summary>Decodes what one kind of scan says about one block.</summary>
internal interface IBlockCoder
{
    /// <summary>Reads the block in column <paramref name="x"/> of row <paramref name="y"/> of the component's blocks.</summary>
    void Read(ref EntropyReader reader, JpegComponent component, int x, int y);

    /// <summary>Forgets what a restart marker ends, besides the DC predictions.</summary>
    void Restart();
}

/// <summary>Goes through the blocks of a scan in the order of the standard: MCU by MCU where components are interleaved,
/// block by block where there is only one.</summary>
internal static class ScanWalker
{
    public static void Walk<TCoder>(
        ref EntropyReader reader, JpegFrame frame, ReadOnlySpan<JpegComponent> components, int restartInterval, TCoder coder)
        where TCoder : struct, IBlockCoder
    {
        bool interleaved = components.Length > 1;
        int wide = interleaved ? frame.McusWide : components[0].BlocksWide;
        int high = interleaved ? frame.McusHigh : components[0].BlocksHigh;
        int untilRestart = restartInterval, restarts = 0;
        foreach (JpegComponent component in components) component.Prediction = 0;
        for (int y = 0; y < high; y++)
        {
            for (int x = 0; x < wide; x++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    reader.Restart(restarts++ & 7);
                    coder.Restart();
                    foreach (JpegComponent component in components) component.Prediction = 0;
                    untilRestart = restartInterval - 1;
                }
                if (interleaved) ReadMcu(ref reader, components, ref coder, x, y);
                else coder.Read(ref reader, components[0], x, y);
                if (reader.Overrun)
                    throw new ImageFormatException($"truncated: the JPEG data of a scan ends after {(long)y * wide + x} of {(long)wide * high} blocks");
            }
        }
    }

    private static void ReadMcu<TCoder>(ref EntropyReader reader, ReadOnlySpan<JpegComponent> components, ref TCoder coder, int x, int y)
        where TCoder : struct, IBlockCoder
    {
        foreach (JpegComponent component in components)
        {
            int wide = component.Horizontal, high = component.Vertical;
            for (int v = 0; v < high; v++)
            {
                for (int h = 0; h < wide; h++) coder.Read(ref reader, component, x * wide + h, y * high + v);
            }
        }
    }
}

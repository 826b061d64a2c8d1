namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The pixels between which the samples of a region lie along one axis, and their weights; a sample outside of the image has none. Each thread has one
/// for rows and one for columns, so that regions allocate nothing.
/// </summary>
internal sealed unsafe class BilinearTaps
{
    // A part that is larger than any real image would take as many samples as it has pixels.
    private const int MaxSamples = 1 << 20;

    private byte[] _room = [];

    [ThreadStatic] private static BilinearTaps? _rows;
    [ThreadStatic] private static BilinearTaps? _columns;

    /// <summary>This thread's taps along rows.</summary>
    public static BilinearTaps Rows => _rows ??= new BilinearTaps();

    /// <summary>This thread's taps along columns.</summary>
    public static BilinearTaps Columns => _columns ??= new BilinearTaps();

    /// <summary>The samples of one part.</summary>
    public int Samples { get; private set; }

    public int[] Low { get; private set; } = [];

    public int[] High { get; private set; } = [];

    public float[] LowWeight { get; private set; } = [];

    public float[] HighWeight { get; private set; } = [];

    /// <summary>One of the two pixels of each sample of a part, and its weight.</summary>
    public (int Pixel, float Weight) Tap(int part, int tap)
    {
        int sample = part * Samples + tap / 2;
        return tap % 2 == 0 ? (Low[sample], LowWeight[sample]) : (High[sample], HighWeight[sample]);
    }

    /// <summary>Memory of this thread that lasts until it is asked for again.</summary>
    public byte* Room(long bytes)
    {
        if (_room.Length < bytes) _room = GC.AllocateUninitializedArray<byte>(checked((int)bytes), pinned: true);
        return (byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_room, 0);
    }

    /// <summary>The first pixel that any sample takes, and how many there are up to the last.</summary>
    public (int First, int Length) Extent(int parts)
    {
        int first = int.MaxValue, last = -1;
        for (int i = 0; i < Samples * parts; i++)
        {
            if (LowWeight[i] == 0 && HighWeight[i] == 0) continue;
            (first, last) = (Math.Min(first, Low[i]), Math.Max(last, High[i]));
        }
        return last < 0 ? (0, 1) : (first, last - first + 1);
    }

    /// <summary>Places the samples of a region that begins at <paramref name="start"/> and is cut into <paramref name="parts"/> along an axis of <paramref name="size"/> pixels.</summary>
    public void Fill(double start, double length, int parts, int samples, int size)
    {
        double part = length / parts;
        double wanted = samples > 0 ? samples : Math.Ceiling(part);
        if (!(wanted * parts <= MaxSamples)) throw new ArgumentOutOfRangeException(nameof(length), $"A region of {length} pixels takes too many samples ({wanted} in each of {parts} parts).");
        Samples = Math.Max(0, (int)wanted);
        int count = Samples * parts;
        if (Low.Length < count) (Low, High, LowWeight, HighWeight) = (new int[count], new int[count], new float[count], new float[count]);
        for (int i = 0; i < count; i++)
        {
            double at = start + i / Samples * part + (i % Samples + 0.5) * part / Samples;
            if (!(at >= -1 && at <= size))
            {
                (Low[i], High[i], LowWeight[i], HighWeight[i]) = (0, 0, 0, 0);
                continue;
            }
            at = Math.Clamp(at, 0, size - 1);
            Low[i] = (int)at;
            High[i] = Math.Min(Low[i] + 1, size - 1);
            HighWeight[i] = (float)(at - Low[i]);
            LowWeight[i] = 1 - HighWeight[i];
        }
    }
}

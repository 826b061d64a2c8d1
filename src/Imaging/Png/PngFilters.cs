using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Imaging;

/// <summary>The five row filters of PNG (specification section 9): each byte minus a prediction from its neighbours.</summary>
internal static class PngFilters
{
    public const int Count = 5;

    private interface IPredictor
    {
        static abstract byte Predict(byte left, byte above, byte corner);
    }

    /// <summary>Undoes filter <paramref name="type"/> in place; <paramref name="above"/> is the unfiltered row before, zeros for the first.</summary>
    public static void Undo(int type, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (type)
        {
            case 0: break;
            case 1: Undo<Left>(row, above, distance); break;
            case 2: UndoUp(row, above); break;
            case 3: Undo<Average>(row, above, distance); break;
            case 4: Undo<Paeth>(row, above, distance); break;
            default: throw new ImageFormatException($"PNG: row filter {type} is not known (0 to 4 are); the compressed data is damaged");
        }
    }

    /// <summary>Writes to <paramref name="target"/> the row filtered with <paramref name="type"/>, and returns the sum of the
    /// absolute differences, which tells how well it will compress.</summary>
    public static long Apply(int type, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> target)
    {
        switch (type)
        {
            case 0: row.CopyTo(target); break;
            case 1: Apply<Left>(row, above, distance, target); break;
            case 2: Apply<Above>(row, above, distance, target); break;
            case 3: Apply<Average>(row, above, distance, target); break;
            default: Apply<Paeth>(row, above, distance, target); break;
        }
        long sum = 0;
        foreach (byte value in target[..row.Length]) sum += Math.Abs((int)(sbyte)value);
        return sum;
    }

    private static void Undo<TPredictor>(Span<byte> row, ReadOnlySpan<byte> above, int distance) where TPredictor : IPredictor
    {
        above = above[..row.Length];
        int start = Math.Min(distance, row.Length);
        for (int i = 0; i < start; i++) row[i] += TPredictor.Predict(0, above[i], 0);
        for (int i = start; i < row.Length; i++) row[i] += TPredictor.Predict(row[i - distance], above[i], above[i - distance]);
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        ref byte target = ref MemoryMarshal.GetReference(row);
        ref byte source = ref MemoryMarshal.GetReference(above[..row.Length]);
        int i = 0;
        for (; i <= row.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            (Vector256.LoadUnsafe(ref target, (nuint)i) + Vector256.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        for (; i < row.Length; i++) row[i] += above[i];
    }

    private static void Apply<TPredictor>(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> target)
        where TPredictor : IPredictor
    {
        above = above[..row.Length];
        target = target[..row.Length];
        int start = Math.Min(distance, row.Length);
        for (int i = 0; i < start; i++) target[i] = (byte)(row[i] - TPredictor.Predict(0, above[i], 0));
        for (int i = start; i < row.Length; i++)
            target[i] = (byte)(row[i] - TPredictor.Predict(row[i - distance], above[i], above[i - distance]));
    }

    private readonly struct Left : IPredictor
    {
        public static byte Predict(byte left, byte above, byte corner) => left;
    }

    private readonly struct Above : IPredictor
    {
        public static byte Predict(byte left, byte above, byte corner) => above;
    }

    private readonly struct Average : IPredictor
    {
        public static byte Predict(byte left, byte above, byte corner) => (byte)((left + above) >> 1);
    }

    private readonly struct Paeth : IPredictor
    {
        public static byte Predict(byte left, byte above, byte corner)
        {
            int toLeft = Math.Abs(above - corner), toAbove = Math.Abs(left - corner), toCorner = Math.Abs(left + above - 2 * corner);
            byte best = toLeft <= toAbove ? left : above;
            return Math.Min(toLeft, toAbove) <= toCorner ? best : corner;
        }
    }
}

namespace MlNetDeepLearning.Graphs;

/// <summary>Positions in sequences: an integer operand that counts from the end when negative.</summary>
internal static class SequencePosition
{
    /// <summary>The position that an operand gives, counted from the beginning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside the sequence.</exception>
    public static int Of(Kernel k, int input, int length, int last)
    {
        long position = k.Integers(input)[0];
        return position >= -length && position <= last
            ? (int)(position < 0 ? position + length : position)
            : throw new ArgumentOutOfRangeException(nameof(input), $"Position {position} is outside a sequence of {length} elements.");
    }
}

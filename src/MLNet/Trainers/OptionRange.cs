namespace Microsoft.ML.Trainers;

/// <summary>Refuses options of trainers that are out of their range.</summary>
internal static class OptionRange
{
    /// <summary>Throws unless a condition holds.</summary>
    /// <param name="holds">The condition; NaN must not fulfil it.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="range">What it must be, such as "above 0".</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not hold.</exception>
    public static void Require(bool holds, string option, string range)
    {
        if (!holds) throw new ArgumentOutOfRangeException(option, $"{option} must be {range}.");
    }
}

namespace MlNetDeepLearning.Imaging;

/// <summary>What is seen beyond the border of an image when a step moves it.</summary>
public enum FillMode
{
    /// <summary>The image mirrored at its border pixels (which are not repeated).</summary>
    Reflect,

    /// <summary>The border pixel, repeated.</summary>
    Edge,

    /// <summary>One value, <see cref="AugmentationPipeline.FillValue"/>.</summary>
    Constant,
}

internal static class Border
{
    /// <summary>The position within 0..size-1 that stands for <paramref name="position"/>, or -1 where the constant does.</summary>
    public static int Resolve(int position, int size, FillMode mode)
    {
        if ((uint)position < (uint)size) return position;
        if (mode == FillMode.Constant) return -1;
        if (mode == FillMode.Edge || size == 1) return position < 0 ? 0 : size - 1;
        int period = 2 * (size - 1), folded = position % period;
        if (folded < 0) folded += period;
        return folded < size ? folded : period - folded;
    }
}

using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// How one axis changes its length: element o of the result is the sum of <see cref="Taps"/> neighbouring elements of the input from
/// <see cref="Start"/>[o] on, each with its weight.
/// </summary>
public sealed class ResizeAxis
{
    private const int MostPickedTaps = 8;

    private readonly float[] _weights32;

    private ResizeAxis(int input, int taps, int[] start, double[] weights, bool[]? outside)
    {
        (Input, Taps, Start, Weights, Outside) = (input, taps, start, weights, outside);
        _weights32 = Array.ConvertAll(weights, w => (float)w);
        IsSelection = taps == 1 && outside is null && Array.TrueForAll(weights, w => w == 1);
        IsIdentity = IsSelection && input == start.Length && start.SequenceEqual(Enumerable.Range(0, input));
        Lanes = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        Padded = BlockSizes.Round(Output, Lanes);
        Places = new int[Padded];
        bool near = taps <= MostPickedTaps;
        for (int o = 0; o < Output; o++)
        {
            Places[o] = start[o] - start[o / Lanes * Lanes];
            near &= Places[o] >= 0 && Places[o] < Lanes;
        }
        CanPick = near;
        Factors = new float[near && !IsSelection ? taps * Padded : 0];
        for (int o = 0; o < Output && Factors.Length > 0; o++)
            for (int t = 0; t < taps; t++) Factors[t * Padded + o] = _weights32[o * taps + t];
    }

    /// <summary>The input's length.</summary>
    public int Input { get; }

    /// <summary>The result's length.</summary>
    public int Output => Start.Length;

    /// <summary>How many elements of the input each element of the result takes.</summary>
    public int Taps { get; }

    /// <summary>The first element of the input that each element of the result takes; all taps lie within the input.</summary>
    public int[] Start { get; }

    /// <summary>The weights, those of one element of the result next to one another.</summary>
    public double[] Weights { get; }

    /// <summary>Which elements of the result lie outside of what is resized and take a fixed number instead; null for none.</summary>
    public bool[]? Outside { get; }

    /// <summary>True when each element of the result is one of the input.</summary>
    public bool IsSelection { get; }

    /// <summary>True when nothing changes.</summary>
    public bool IsIdentity { get; }

    /// <summary>The weights as they are used on vectors.</summary>
    internal ReadOnlySpan<float> Weights32 => _weights32;

    /// <summary>True when the taps of as many results as a vector holds lie within one vector: lengths that grow.</summary>
    internal bool CanPick { get; }

    /// <summary>The vector width that <see cref="Places"/> is for.</summary>
    internal int Lanes { get; }

    /// <summary>The result's length in whole vectors.</summary>
    internal int Padded { get; }

    /// <summary>For each result how far its first tap is from the first tap of its vector's first result.</summary>
    internal int[] Places { get; }

    /// <summary>The weights by tap, then by result, in rows of <see cref="Padded"/> numbers.</summary>
    internal float[] Factors { get; }

    /// <summary>An axis from the window of each result; places before the first or after the last element count as those.</summary>
    /// <param name="input">The input's length.</param>
    /// <param name="windows">For each result the place of its first weight, and its weights.</param>
    /// <param name="outside">Which results take a fixed number; null for none.</param>
    public static ResizeAxis Of(int input, (int First, double[] Weights)[] windows, bool[]? outside = null)
    {
        int taps = 1;
        int[] start = new int[windows.Length];
        for (int o = 0; o < windows.Length; o++)
        {
            int low = input, high = -1;
            (int first, double[] weights) = windows[o];
            for (int t = 0; t < weights.Length; t++)
            {
                if (weights[t] == 0) continue;
                int place = Math.Clamp(first + t, 0, input - 1);
                (low, high) = (Math.Min(low, place), Math.Max(high, place));
            }
            start[o] = high < 0 ? 0 : low;
            taps = Math.Max(taps, high - low + 1);
        }
        double[] all = new double[checked(windows.Length * taps)];
        for (int o = 0; o < windows.Length; o++)
        {
            start[o] = Math.Min(start[o], input - taps);
            (int first, double[] weights) = windows[o];
            for (int t = 0; t < weights.Length; t++)
                if (weights[t] != 0) all[o * taps + Math.Clamp(first + t, 0, input - 1) - start[o]] += weights[t];
        }
        return new ResizeAxis(input, taps, start, all, outside is not null && outside.Contains(true) ? outside : null);
    }

    /// <summary>The axis that takes gradients of the result back to the input.</summary>
    public ResizeAxis Transpose()
    {
        var windows = new (int First, double[] Weights)[Input];
        int[] low = new int[Input], high = new int[Input];
        Array.Fill(low, Output);
        Array.Fill(high, -1);
        for (int o = 0; o < Output; o++)
            for (int t = 0; t < Taps; t++)
            {
                if (Weights[o * Taps + t] == 0) continue;
                int i = Start[o] + t;
                (low[i], high[i]) = (Math.Min(low[i], o), Math.Max(high[i], o));
            }
        for (int i = 0; i < Input; i++) windows[i] = (low[i], new double[Math.Max(0, high[i] - low[i] + 1)]);
        for (int o = 0; o < Output; o++)
            for (int t = 0; t < Taps; t++)
                if (Weights[o * Taps + t] is not 0 and double weight) windows[Start[o] + t].Weights[o - low[Start[o] + t]] = weight;
        return Of(Output, windows);
    }
}

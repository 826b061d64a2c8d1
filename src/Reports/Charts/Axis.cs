using System.Globalization;

namespace MlNetDeepLearning.Reports;

/// <summary>A scale with ticks at round distances: 1, 2 or 5 times a power of ten.</summary>
internal sealed record Axis(string Title, double Low, double High, double Step)
{
    /// <summary>Whether the numbers are parts, shown as percentages.</summary>
    public bool Percent { get; init; }

    /// <summary>Texts in place of the numbers 0, 1, 2, ….</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>A scale whose round ends hold the numbers. What is not finite does not count.</summary>
    public static Axis Of(string title, IEnumerable<double> values, int ticks = 5, bool whole = false)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values.Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return Of(title, low, high, ticks, whole);
    }

    /// <summary>A scale whose round ends hold both numbers.</summary>
    public static Axis Of(string title, double low, double high, int ticks = 5, bool whole = false)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || high < low) (low, high) = (0, 1);
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) || high == low)
        {
            double half = low == 0 ? 0.5 : Math.Abs(low) * 0.1;
            (low, high) = (low - half, high + half);
        }
        double raw = (high - low) / ticks, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10);
        if (whole) step = Math.Max(1, Math.Round(step));
        return new Axis(title, Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step, step);
    }

    /// <summary>A scale from 0 to 1.</summary>
    public static Axis Part(string title) => new(title, 0, 1, 0.2) { Percent = true };

    public double Fraction(double value) => (value - Low) / (High - Low);

    public IEnumerable<double> Ticks()
    {
        int count = (int)Math.Round((High - Low) / Step);
        for (int i = 0; i <= count; i++) yield return Math.Round((Low + i * Step) / Step) * Step;
    }

    public string Text(double value)
    {
        if (Labels is not null) return value >= 0 && value < Labels.Count ? Labels[(int)value] : "";
        double factor = Percent ? 100 : 1;
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(Step * factor) - 1e-9), 0, 8);
        string text = Math.Max(Math.Abs(Low), Math.Abs(High)) >= 1e7 || !Percent && Step < 1e-4 && value != 0
            ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
            : (value * factor).ToString("N" + decimals, CultureInfo.InvariantCulture);
        return text.Replace('-', '−') + (Percent ? " %" : "");
    }
}

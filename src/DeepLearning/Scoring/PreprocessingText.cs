using System.Globalization;

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// Preprocessing as one line of text, for a model's metadata: <c>channels=rgb fit=stretch scale=0.003921569 mean=0 deviation=1 part=1</c>.
/// </summary>
public static class PreprocessingText
{
    /// <summary>The line.</summary>
    public static string Of(ImagePreprocessing preprocessing) => string.Create(CultureInfo.InvariantCulture,
        $"channels={Word(preprocessing.Channels)} fit={Word(preprocessing.Fit)} scale={preprocessing.Scale:R} mean={List(preprocessing.Mean)} deviation={List(preprocessing.Deviation)} part={preprocessing.Part:R}");

    /// <summary>Reads a line; null when it is none. What it does not say is as in <see cref="ImagePreprocessing"/>.</summary>
    /// <param name="text">The line.</param>
    /// <param name="width">The input's columns.</param>
    /// <param name="height">The input's rows.</param>
    public static ImagePreprocessing? TryParse(string text, int width, int height)
    {
        var result = new ImagePreprocessing(width, height);
        foreach (string item in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = item.Split('=', 2);
            if (parts.Length != 2) return null;
            ImagePreprocessing? next = parts[0] switch
            {
                "channels" => Enum.TryParse(parts[1], ignoreCase: true, out ColorChannels channels) ? result with { Channels = channels } : null,
                "fit" => Enum.TryParse(parts[1], ignoreCase: true, out PictureFit fit) ? result with { Fit = fit } : null,
                "scale" => Numbers(parts[1]) is [var scale] ? result with { Scale = scale } : null,
                "mean" => Numbers(parts[1]) is { } mean ? result with { Mean = mean } : null,
                "deviation" => Numbers(parts[1]) is { } deviation ? result with { Deviation = deviation } : null,
                "part" => Numbers(parts[1]) is [var part] ? result with { Part = part } : null,
                _ => result,
            };
            if (next is null) return null;
            result = next;
        }
        return result;
    }

    /// <summary>Numbers separated by commas; null where they are none.</summary>
    public static float[]? Numbers(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new float[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i])) return null;
        return numbers;
    }

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string List(IReadOnlyList<float> values) => string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}

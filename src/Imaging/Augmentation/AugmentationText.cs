using System.Globalization;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// The words of a command line for an <see cref="AugmentationPipeline"/>, joined by commas, each with an optional strength after a colon.
/// Presets: none, light, standard, strong. Steps: flip, vflip (probability), rotate, shear (degrees), shift (fraction), zoom (fraction
/// around 1), crop (fraction padded), resizedcrop (smallest share of the area), color (strength of brightness, contrast and
/// saturation), hue (part of the circle), erase (probability), mixup (alpha). Borders: reflect, edge, constant (value).
/// </summary>
public static class AugmentationText
{
    private static readonly Dictionary<string, Func<AugmentationPipeline, float?, AugmentationPipeline>> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = (p, _) => p,
        ["light"] = (p, _) => Join(p, AugmentationPipeline.Light),
        ["standard"] = (p, _) => Join(p, AugmentationPipeline.Standard),
        ["strong"] = (p, _) => Join(p, AugmentationPipeline.Strong),
        ["flip"] = (p, value) => Add(p, new HorizontalFlip(value ?? 0.5f)),
        ["vflip"] = (p, value) => Add(p, new VerticalFlip(value ?? 0.5f)),
        ["rotate"] = (p, value) => Add(p, new Rotate(value ?? 15)),
        ["shear"] = (p, value) => Add(p, new Shear(value ?? 10)),
        ["shift"] = (p, value) => Add(p, new Shift(value ?? 0.1f, value ?? 0.1f)),
        ["zoom"] = (p, value) => Add(p, new Zoom(1 - (value ?? 0.1f), 1 + (value ?? 0.1f))),
        ["crop"] = (p, value) => Add(p, new RandomCrop(value ?? 0.125f)),
        ["resizedcrop"] = (p, value) => Add(p, new RandomResizedCrop(value ?? 0.35f)),
        ["color"] = (p, value) => Add(p, new ColorJitter(value ?? 0.2f, value ?? 0.2f, value ?? 0.2f)),
        ["hue"] = (p, value) => Add(p, new ColorJitter(0, 0, 0, value ?? 0.05f)),
        ["erase"] = (p, value) => Add(p, new RandomErasing(value ?? 0.5f)),
        ["mixup"] = (p, value) => p with { Mixup = new Mixup(value ?? 0.2f) },
        ["reflect"] = (p, _) => p with { Fill = FillMode.Reflect },
        ["edge"] = (p, _) => p with { Fill = FillMode.Edge },
        ["constant"] = (p, value) => p with { Fill = FillMode.Constant, FillValue = value ?? 0 },
    };

    /// <summary>The pipeline that <paramref name="text"/> names.</summary>
    /// <exception cref="FormatException">A name or a number is not known; the message lists what there is.</exception>
    public static AugmentationPipeline Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        AugmentationPipeline pipeline = AugmentationPipeline.None;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] halves = part.Split(':', 2, StringSplitOptions.TrimEntries);
            if (!Words.TryGetValue(halves[0], out Func<AugmentationPipeline, float?, AugmentationPipeline>? word))
                throw new FormatException($"Augmentation '{halves[0]}' is not known; there are {string.Join(", ", Words.Keys)}.");
            float? value = null;
            if (halves.Length == 2)
            {
                if (!float.TryParse(halves[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float number) || !float.IsFinite(number) || number < 0)
                    throw new FormatException($"Augmentation '{part}': '{halves[1]}' is not a number from 0 up, such as {halves[0]}:0.2.");
                value = number;
            }
            Check(halves[0], value);
            pipeline = word(pipeline, value);
        }
        return pipeline;
    }

    private static void Check(string word, float? value)
    {
        (float least, float most) = word.ToLowerInvariant() switch
        {
            "flip" or "vflip" or "erase" => (0f, 1f),
            "rotate" => (0f, 180f),
            "shear" => (0f, 60f),
            "zoom" => (0, 0.9f),
            "shift" or "crop" or "color" => (0, 1),
            "resizedcrop" => (0.01f, 1),
            "hue" => (0, 0.5f),
            "mixup" => (0.001f, 100),
            _ => (0, float.MaxValue),
        };
        if (value < least || value > most) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Augmentation '{word}' takes {least} to {most}, not {value}."));
    }

    private static AugmentationPipeline Add(AugmentationPipeline pipeline, Augmentation step) => pipeline with { Steps = [.. pipeline.Steps, step] };

    private static AugmentationPipeline Join(AugmentationPipeline pipeline, AugmentationPipeline preset) =>
        pipeline with { Steps = [.. pipeline.Steps, .. preset.Steps], Fill = preset.Fill };
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Declares the options of pipelines that score pictures, and reads them.</summary>
public sealed class ScoringArguments
{
    private readonly Argument<string[]> _pictures = new("pictures") { Description = "Pictures, or folders of pictures.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _model = new("--model", "-m") { Description = "The network's file, or its name in the catalog (see models list).", HelpName = "model" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for results.json, gallery.html and pictures.", HelpName = "folder" };
    private readonly Option<string?> _labels = new("--labels", "-l") { Description = "The classes' names: a file of a name a line (plain, 7:name, or ImageNet's n02123045 name), names with commas between, or coco, voc, face.", HelpName = "labels" };
    private readonly Option<string?> _preset = new("--preset", "-p") { Description = $"How pictures are prepared: {string.Join(", ", PreprocessingPresets.Names)}.", HelpName = "preset" };
    private readonly Option<string?> _size = new("--size") { Description = "The size that pictures are brought to: 224 or 320x240.", HelpName = "pixels" };
    private readonly Option<string?> _scale = new("--scale") { Description = "What a pixel of 0 to 255 is multiplied by first: 1/255 or a number.", HelpName = "number" };
    private readonly Option<string?> _mean = new("--mean") { Description = "What is then subtracted: one number, or one a channel, such as 0.485,0.456,0.406.", HelpName = "numbers" };
    private readonly Option<string?> _std = new("--std") { Description = "What that is divided by: one number, or one a channel.", HelpName = "numbers" };
    private readonly Option<TensorLayout?> _layout = new("--layout") { Description = "The order of the input: nchw or nhwc.", HelpName = "layout" };
    private readonly Option<ColorChannels?> _channels = new("--channels") { Description = "The channels of the input: rgb, bgr or gray.", HelpName = "channels" };
    private readonly Option<PictureFit?> _fit = new("--resize") { Description = "What becomes of other proportions: crop, stretch or letterbox.", HelpName = "way" };
    private readonly Option<string[]?> _outputs = new("--outputs") { Description = "Which outputs of the network to read.", HelpName = "names", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _top = new("--top", "-t") { Description = "How many classes to show.", DefaultValueFactory = _ => 5 };
    private readonly Option<float> _threshold = new("--threshold") { Description = "The least score of what is shown, 0 to 1.", DefaultValueFactory = _ => 0.5f };
    private readonly Option<float> _overlap = new("--overlap") { Description = "The most that two boxes of a class may overlap, 0 to 1.", DefaultValueFactory = _ => 0.45f };
    private readonly Option<string?> _head = new("--head") { Description = $"How the network writes boxes: {string.Join(", ", DetectionHeads.Known.Select(h => h.Name))}. Found from the outputs' shapes otherwise.", HelpName = "head" };

    /// <summary>Declares the options.</summary>
    /// <param name="output">The folder for results where none is named.</param>
    public ScoringArguments(string output)
    {
        _output.DefaultValueFactory = _ => output;
        Check(_size, text => TrySize(text, out _), "--size takes pixels, such as 224 or 320x240.");
        Check(_scale, text => Scale(text) > 0, "--scale takes a number above 0, such as 1/255 or 0.5.");
        Check(_mean, text => PreprocessingText.Numbers(text) is not null, "--mean takes numbers separated by commas.");
        Check(_std, text => PreprocessingText.Numbers(text) is { } numbers && numbers.All(n => n > 0), "--std takes numbers above 0 separated by commas.");
        Check(_preset, text => PreprocessingPresets.Names.Contains(text, StringComparer.OrdinalIgnoreCase), $"--preset is one of {string.Join(", ", PreprocessingPresets.Names)}.");
        Check(_head, text => DetectionHeads.Known.Any(h => h.Name.Equals(text, StringComparison.OrdinalIgnoreCase)), $"--head is one of {string.Join(", ", DetectionHeads.Known.Select(h => $"{h.Name} ({h.Form})"))}.");
        Check(_top, text => int.TryParse(text, out int n) && n is >= 1 and <= 10_000, "--top takes a whole number from 1.");
        foreach (Option<float> part in new[] { _threshold, _overlap })
            Check(part, text => float.TryParse(text, CultureInfo.InvariantCulture, out float v) && v is >= 0 and <= 1, $"{part.Name} takes a number from 0 to 1.");
    }

    /// <summary>Adds what every scoring command takes.</summary>
    public ScoringArguments AddTo(Command command)
    {
        command.Add(_pictures);
        foreach (Option option in new Option[] { _model, _output, _labels, _preset, _size, _scale, _mean, _std, _layout, _channels, _fit, _outputs }) command.Add(option);
        return this;
    }

    /// <summary>Adds how many classes are shown.</summary>
    public void AddTop(Command command) => command.Add(_top);

    /// <summary>Adds what detection takes.</summary>
    public void AddDetection(Command command)
    {
        foreach (Option option in new Option[] { _head, _threshold, _overlap }) command.Add(option);
    }

    /// <summary>The options of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The network where none is named; null where one must be.</param>
    /// <param name="pictures">The pictures where none are named; null where some must be.</param>
    /// <exception cref="PipelineException">Model or pictures are missing.</exception>
    public ScoringOptions Read(ParseResult parsed, string? model = null, Func<IReadOnlyList<string>>? pictures = null)
    {
        string[] named = parsed.GetValue(_pictures) ?? [];
        return new ScoringOptions
        {
            Model = parsed.GetValue(_model) ?? model ?? throw new PipelineException("Name the network with --model: a file, or a name of the catalog (see models list)."),
            Pictures = named.Length > 0 ? named : pictures?.Invoke() ?? throw new PipelineException("Name pictures, or folders of pictures."),
            Output = parsed.GetValue(_output)!,
            Labels = parsed.GetValue(_labels),
            Preset = parsed.GetValue(_preset),
            Size = TrySize(parsed.GetValue(_size) ?? "", out (int, int) size) ? size : null,
            Scale = parsed.GetValue(_scale) is { } scale ? Scale(scale) : null,
            Mean = parsed.GetValue(_mean) is { } mean ? PreprocessingText.Numbers(mean) : null,
            Deviation = parsed.GetValue(_std) is { } std ? PreprocessingText.Numbers(std) : null,
            Layout = parsed.GetValue(_layout),
            Channels = parsed.GetValue(_channels),
            Fit = parsed.GetValue(_fit),
            Outputs = parsed.GetValue(_outputs) is { Length: > 0 } outputs ? [.. outputs.SelectMany(o => o.Split(','))] : null,
            Top = parsed.GetValue(_top),
            Threshold = parsed.GetValue(_threshold),
            Overlap = parsed.GetValue(_overlap),
            Head = parsed.GetValue(_head),
        };
    }

    private static bool TrySize(string text, out (int Width, int Height) size)
    {
        string[] parts = text.Split('x');
        size = default;
        if (parts.Length is not (1 or 2) || !int.TryParse(parts[0], out int width) || !int.TryParse(parts[^1], out int height)) return false;
        size = (width, height);
        return width is > 0 and <= 16_384 && height is > 0 and <= 16_384;
    }

    private static float Scale(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length <= 2 && parts.All(p => PreprocessingText.Numbers(p) is [_]) ? PreprocessingText.Numbers(parts[0])![0] / (parts.Length == 2 ? PreprocessingText.Numbers(parts[1])![0] : 1) : 0;
    }

    private static void Check(Option option, Func<string, bool> isGood, string otherwise) => option.Validators.Add(r =>
    {
        foreach (Token token in r.Tokens)
            if (!isGood(token.Value)) r.AddError(otherwise);
    });
}

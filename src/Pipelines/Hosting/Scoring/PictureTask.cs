using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>What is asked of a network about a picture.</summary>
public abstract class PictureTask
{
    /// <summary>The command's name.</summary>
    public abstract string Name { get; }

    /// <summary>Reads the network's outputs, and draws what was found on the picture.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="frame">Where the picture lies in the input.</param>
    /// <param name="picture">The picture in colour, which may be drawn on.</param>
    /// <param name="result">File and times, to be completed.</param>
    /// <exception cref="PipelineException">The outputs are not what the task needs.</exception>
    public abstract PictureFinding Read(IReadOnlyList<ModelOutput> outputs, PictureFrame frame, Image picture, ScoredPicture result);

    /// <summary>A line for the terminal.</summary>
    public abstract string Describe(ScoredPicture result);
}

/// <summary>What was found in a picture.</summary>
/// <param name="Result">The finds.</param>
/// <param name="Colors">The colours in which they are drawn, by label.</param>
/// <param name="Drawn">The picture with what was drawn on it; null where nothing was.</param>
public sealed record PictureFinding(ScoredPicture Result, IReadOnlyDictionary<string, Rgb> Colors, Image? Drawn);

/// <summary>Names the likeliest classes.</summary>
public sealed class ClassifyTask(ScoringPlan plan, ClassLabels labels, int top) : PictureTask
{
    /// <inheritdoc/>
    public override string Name => "classify";

    /// <inheritdoc/>
    public override PictureFinding Read(IReadOnlyList<ModelOutput> outputs, PictureFrame frame, Image picture, ScoredPicture result)
    {
        ModelOutput scores = outputs.FirstOrDefault(o => o.Extent.Length == 1 && o.Values.Length > 1)
            ?? throw new PipelineException($"'{plan.Model.Path}' is no classifier: its outputs are {string.Join("; ", outputs)}, none of which is a score for each class. Try detect, segment or inspect.");
        ClassLabels names = ScoringLabels.For(labels, scores.Values.Length);
        float[] probabilities = ClassScores.Probabilities(scores.Values, out _);
        FoundClass[] found = [.. ClassScores.Top(probabilities, top).Select(t => new FoundClass(t.Class, names[t.Class], t.Score))];
        return new PictureFinding(result with { Classes = found }, new Dictionary<string, Rgb>(), null);
    }

    /// <inheritdoc/>
    public override string Describe(ScoredPicture result) => string.Join(", ", result.Classes!.Select(c => $"{c.Label} {Terminal.Percent(c.Score)}"));
}

/// <summary>Finds objects and draws boxes around them.</summary>
public sealed class DetectTask(ClassLabels labels, string? head, float threshold, float overlap) : PictureTask
{
    private const int SmallestSide = 480;
    private const int Crowd = 6;

    private DetectionHead? _head = head is null ? null : DetectionHeads.Find(head);

    /// <inheritdoc/>
    public override string Name => "detect";

    /// <summary>The head that reads the outputs; null before the first picture where it is to be found.</summary>
    public DetectionHead? Head => _head;

    /// <inheritdoc/>
    public override PictureFinding Read(IReadOnlyList<ModelOutput> outputs, PictureFrame frame, Image picture, ScoredPicture result)
    {
        var form = new HeadOutputs(outputs, frame.InputWidth, frame.InputHeight, labels.Count > 0 ? labels.Count : null);
        if (_head is null)
        {
            _head = Guess(form);
            Terminal.Line($"Head:   {_head.Name} ({_head.Form}), because the outputs look so. Change it with --head.");
        }
        else if (head is not null && !_head.Fits(form)) throw new PipelineException($"The head {_head.Name} reads {_head.Form}; the outputs are {form}.");
        ClassLabels names = ScoringLabels.For(labels.Count > 0 ? labels : ScoringLabels.Usual(_head.Classes(form)), _head.Classes(form));
        Detection[] found = [.. NonMaximumSuppression.Keep(_head.Read(form, threshold), overlap)
            .Select(d => d with { Box = frame.ToPicture(d.Box) }).Where(d => d.Box.Width >= 1 && d.Box.Height >= 1)];
        var colors = new Dictionary<string, Rgb>();
        // On small pictures neither box nor text would be seen.
        int enlarged = Math.Max(1, SmallestSide / Math.Max(picture.Width, picture.Height));
        if (enlarged > 1) picture = picture.Resize(picture.Width * enlarged, picture.Height * enlarged, ResizeFilter.Bicubic);
        int scale = Math.Max(1, (int)Math.Round(Math.Max(picture.Width, picture.Height) / 400.0)), thickness = 1 + scale;
        // The surest comes last, so that its box and label are not hidden.
        foreach (Detection d in found.Reverse())
        {
            Rgb color = colors[names[d.Class]] = Palette.Of(d.Class);
            (int left, int top, int right, int bottom) = ((int)d.Box.Left * enlarged, (int)d.Box.Top * enlarged, (int)MathF.Ceiling(d.Box.Right) * enlarged, (int)MathF.Ceiling(d.Box.Bottom) * enlarged);
            picture.DrawRectangle(left, top, right, bottom, color, thickness);
            // In a crowd the names would hide what they name; the score stays.
            string score = $"{d.Score * 100:0}%", label = $"{names[d.Class]} {score}";
            bool crowded = found.Length > Crowd && Drawing.MeasureText(label, scale).Width > 2 * (right - left);
            picture.DrawLabel(left, top, crowded ? score : label, color, scale);
        }
        FoundObject[] objects = [.. found.Select(d => new FoundObject(d.Class, names[d.Class], Round(d.Score, 4), Round(d.Box.Left, 1), Round(d.Box.Top, 1), Round(d.Box.Right, 1), Round(d.Box.Bottom, 1)))];
        return new PictureFinding(result with { Objects = objects }, colors, picture);
    }

    /// <inheritdoc/>
    public override string Describe(ScoredPicture result) => result.Objects is { Count: 0 } ? "nothing found"
        : $"{result.Objects!.Count} found: {string.Join(", ", result.Objects.Take(8).Select(o => $"{o.Label} {Terminal.Percent(o.Score)}"))}{(result.Objects.Count > 8 ? ", …" : "")}";

    private static DetectionHead Guess(HeadOutputs form)
    {
        try
        {
            return DetectionHeads.Guess(form);
        }
        catch (ArgumentException e)
        {
            throw new PipelineException(e.Message, e);
        }
    }

    private static double Round(float value, int digits) => Math.Round((double)value, digits);
}

/// <summary>Colours each part of a picture by its class.</summary>
public sealed class SegmentTask(ClassLabels labels) : PictureTask
{
    private const double Opacity = 0.55;

    /// <inheritdoc/>
    public override string Name => "segment";

    /// <inheritdoc/>
    public override PictureFinding Read(IReadOnlyList<ModelOutput> outputs, PictureFrame frame, Image picture, ScoredPicture result)
    {
        ClassMap map;
        try
        {
            map = ClassMap.Read(outputs[0], frame.InputWidth, frame.InputHeight);
        }
        catch (ArgumentException e)
        {
            throw new PipelineException(e.Message, e);
        }
        ClassLabels names = ScoringLabels.For(labels, Math.Max(map.Count, labels.Count));
        int[] classes = map.ToPicture(frame);
        (int Class, double Part)[] parts = [.. classes.Where(c => c >= 0).CountBy(c => c).Select(c => (c.Key, c.Value / (double)classes.Length)).OrderByDescending(c => c.Item2)];
        picture.BlendMask(classes, Palette.Of, Opacity);
        FoundClass[] areas = [.. parts.Select(p => new FoundClass(p.Class, names[p.Class], Math.Round(p.Part, 4)))];
        return new PictureFinding(result with { Areas = areas }, parts.ToDictionary(p => names[p.Class], p => Palette.Of(p.Class)), picture);
    }

    /// <inheritdoc/>
    public override string Describe(ScoredPicture result) => string.Join(", ", result.Areas!.Take(6).Select(c => $"{c.Label} {Terminal.Percent(c.Score)}"));
}

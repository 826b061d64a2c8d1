using System.Diagnostics;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Scores pictures, tells of each, and writes results and gallery. A picture that cannot be scored is told of and counted; the others go on.</summary>
public sealed class ScoringRun(ScoringPlan plan, PictureTask task, string output, TimeSpan loading)
{
    /// <summary>The name of the results in the output folder.</summary>
    public const string ResultsName = "results.json";

    /// <summary>The name of the page in the output folder.</summary>
    public const string GalleryName = "gallery.html";

    private const int MostOnPage = 240;
    private const int ThumbnailSide = 720;
    private const int SmallSide = 96;

    private readonly List<GalleryPicture> _gallery = [];
    private readonly List<ScoredPicture> _results = [];
    private readonly List<double> _times = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Scores files in order and gives the process's exit code.</summary>
    /// <param name="files">The pictures.</param>
    /// <param name="score">Gives the network's outputs for a file.</param>
    /// <param name="cancellation">Ends the run between two pictures.</param>
    public int Score(IReadOnlyList<string> files, Func<string, IReadOnlyList<ModelOutput>> score, CancellationToken cancellation)
    {
        Directory.CreateDirectory(output);
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            One(file, score);
        }
        ScoringReport report = Report();
        ScoringJson.Write(report, Path.Combine(output, ResultsName));
        ScoringGallery.Write(report, _gallery, Path.Combine(output, GalleryName));
        ScoringTimes times = report.Times;
        Terminal.Line($"{times.Scored:N0} scored{(times.Failed > 0 ? $", {times.Failed:N0} failed" : "")}. Loading {Milliseconds(times.LoadMilliseconds)}, first {Milliseconds(times.FirstMilliseconds)}, median {Milliseconds(times.MedianMilliseconds)} a picture.");
        Terminal.Line($"Wrote {Path.Combine(output, ResultsName)} and {Path.Combine(output, GalleryName)}{(task.Name == "classify" ? "" : $", pictures in {Path.Combine(output, "pictures")}")}.");
        return times.Failed == 0 ? ExitCodes.Done : times.Scored == 0 ? ExitCodes.Failed : ExitCodes.SomeFailed;
    }

    private void One(string file, Func<string, IReadOnlyList<ModelOutput>> score)
    {
        string name = Path.GetRelativePath(".", file);
        var watch = Stopwatch.StartNew();
        try
        {
            IReadOnlyList<ModelOutput> outputs = score(file);
            double milliseconds = watch.Elapsed.TotalMilliseconds;
            Image picture = Colored(Image.Load(file));
            var frame = new PictureFrame(plan.Preprocessing, picture.Width, picture.Height);
            PictureFinding finding = task.Read(outputs, frame, picture, new ScoredPicture { File = name, Width = picture.Width, Height = picture.Height, Milliseconds = Math.Round(milliseconds, 3) });
            _times.Add(milliseconds);
            Keep(finding with { Result = finding.Drawn is { } drawn ? finding.Result with { Drawn = Draw(file, drawn) } : finding.Result }, finding.Drawn ?? picture);
            Terminal.Line($"{name}: {task.Describe(finding.Result)}");
        }
        catch (Exception e) when (e is not (PipelineException or OperationCanceledException))
        {
            var failed = new ScoredPicture { File = name, Error = Reason(file, e) };
            Keep(new PictureFinding(failed, new Dictionary<string, Rgb>(), null), null);
            Terminal.Warning($"{name}: {failed.Error}");
        }
    }

    private void Keep(PictureFinding finding, Image? picture)
    {
        _results.Add(finding.Result);
        if (_gallery.Count < MostOnPage)
            _gallery.Add(new GalleryPicture(finding.Result, picture is null ? null : Thumbnail(picture), finding.Colors.ToDictionary(c => c.Key, c => $"#{c.Value.R:x2}{c.Value.G:x2}{c.Value.B:x2}")));
    }

    private string Draw(string file, Image picture)
    {
        string folder = Path.Combine(output, "pictures"), stem = Path.GetFileNameWithoutExtension(file), name = $"{stem}.jpg";
        for (int n = 2; !_names.Add(name); n++) name = $"{stem}-{n}.jpg";
        Directory.CreateDirectory(folder);
        picture.Save(Path.Combine(folder, name));
        return $"pictures/{name}";
    }

    private ScoringReport Report() => new()
    {
        Task = task.Name,
        Model = new ScoredModel(plan.Model.Path, plan.Model.Format, plan.Model.Bytes, [.. plan.Model.Inputs.Select(i => i.ToString())], [.. plan.Model.Outputs.Select(o => o.ToString())]),
        Preprocessing = plan.Preprocessing.ToString(),
        Assumptions = plan.Assumptions,
        Times = new ScoringTimes(Math.Round(loading.TotalMilliseconds, 3), Math.Round(_times.FirstOrDefault(), 3), Math.Round(Median(_times.Count > 1 ? _times.Skip(1) : _times), 3), _times.Count, _results.Count - _times.Count),
        Pictures = _results,
        Versions = RunVersions.Collect(),
    };

    private static Image Colored(Image image) => image.Convert(PixelFormat.Rgb24);

    private static string Thumbnail(Image image)
    {
        int longest = Math.Max(image.Width, image.Height);
        if (longest <= SmallSide) return "data:image/png;base64," + Convert.ToBase64String(image.EncodePng());
        double scale = Math.Min(1, (double)ThumbnailSide / longest);
        Image small = scale < 1 ? image.Resize(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale))) : image;
        return "data:image/jpeg;base64," + Convert.ToBase64String(small.EncodeJpeg(82));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Milliseconds(double value) => value >= 10_000 ? $"{value / 1000:0.0} s" : $"{value:0.0} ms";

    // Where the picture itself is at fault its own error says more than that of the pipeline's step.
    private static string Reason(string file, Exception e)
    {
        try
        {
            Image.Load(file);
        }
        catch (ImageFormatException damage)
        {
            return $"cannot be read: {damage.Reason}";
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {other.Message}";
        }
        while (e is AggregateException or System.Reflection.TargetInvocationException && e.InnerException is not null) e = e.InnerException;
        return string.Join(" ", e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// NanoDet: for each cell of several strides class scores, and for each side of the box a distribution over distances of 0 to R strides (Li et al. 2020). Either two
/// outputs a stride (N x C and N x 4 (R + 1)), or one output of 1 x cells x (C + 4 (R + 1)).
/// </summary>
public sealed class NanoDetHead : DetectionHead
{
    private const int UsualBins = 8;
    private static readonly int[] Strides = [8, 16, 32, 64, 128];

    /// <inheritdoc/>
    public override string Name => "nanodet";

    /// <inheritdoc/>
    public override string Form => "for each stride N x classes and N x 4 (R + 1), or 1 x cells x (classes + 4 (R + 1))";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => outputs.Matrix is { Rows: int n, Columns: int d }
        ? d > 4 * UsualBins && (n == outputs.Cells(8, 16, 32, 64) || (n == outputs.Cells(8, 16, 32) && outputs.Labels == d - 4 * UsualBins))
        : Levels(outputs) is not null;

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Matrix is { } one ? one.Columns - 4 * Bins(one.Columns, outputs.Labels) : Levels(outputs)![0].Scores.Dims[^1];

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        List<Detection> found = [];
        if (outputs.Matrix is { } one)
        {
            int bins = Bins(one.Columns, outputs.Labels), classes = one.Columns - 4 * bins, row = 0;
            foreach (int stride in Strides)
            {
                if (row >= one.Rows) break;
                (int across, int down) = outputs.Grid(stride);
                for (int cell = 0; cell < across * down && row < one.Rows; cell++, row++)
                {
                    ReadOnlySpan<float> values = one.Values.AsSpan(row * one.Columns, one.Columns);
                    // The successor places a cell at its corner, not at its middle.
                    Add(found, outputs, values[..classes], values[classes..], cell % across * stride, cell / across * stride, stride, threshold);
                }
            }
            return found;
        }
        foreach ((int stride, ModelOutput scores, ModelOutput distances) in Levels(outputs)!)
        {
            int across = outputs.Grid(stride).Columns, classes = scores.Dims[^1], width = distances.Dims[^1];
            for (int cell = 0; cell < scores.Values.Length / classes; cell++)
                Add(found, outputs, scores.Values.AsSpan(cell * classes, classes), distances.Values.AsSpan(cell * width, width),
                    (cell % across + 0.5f) * stride - 0.5f, (cell / across + 0.5f) * stride - 0.5f, stride, threshold);
        }
        return found;
    }

    private static void Add(List<Detection> found, HeadOutputs outputs, ReadOnlySpan<float> scores, ReadOnlySpan<float> distances, float x, float y, int stride, float threshold)
    {
        (int best, float score) = Best(scores);
        if (score < threshold) return;
        int bins = distances.Length / 4;
        float left = Expected(distances[..bins]), top = Expected(distances.Slice(bins, bins)), right = Expected(distances.Slice(2 * bins, bins)), bottom = Expected(distances.Slice(3 * bins, bins));
        found.Add(new Detection(new Box((x - left * stride) / outputs.Width, (y - top * stride) / outputs.Height,
            (x + right * stride) / outputs.Width, (y + bottom * stride) / outputs.Height), best, score));
    }

    // The mean of the distribution whose logits these are.
    private static float Expected(ReadOnlySpan<float> logits)
    {
        float largest = float.NegativeInfinity, sum = 0, mean = 0;
        foreach (float logit in logits) largest = Math.Max(largest, logit);
        for (int i = 0; i < logits.Length; i++)
        {
            float power = MathF.Exp(logits[i] - largest);
            sum += power;
            mean += power * i;
        }
        return mean / sum;
    }

    private static int Bins(int columns, int? labels) => labels is { } classes && (columns - classes) % 4 == 0 && columns > classes ? (columns - classes) / 4 : UsualBins;

    private static IReadOnlyList<(int Stride, ModelOutput Scores, ModelOutput Distances)>? Levels(HeadOutputs outputs)
    {
        if (outputs.Outputs.Count < 4 || outputs.Outputs.Count % 2 != 0) return null;
        List<(int, ModelOutput, ModelOutput)> levels = [];
        foreach (int stride in Strides.Take(outputs.Outputs.Count / 2))
        {
            int cells = outputs.Cells(stride);
            ModelOutput[] at = [.. outputs.Outputs.Where(o => o.Dims.Count >= 2 && o.Dims[^2] == cells && o.Values.Length == cells * o.Dims[^1])];
            if (at.Length != 2) return null;
            // Distributions are logits of any sign; scores have been through the sigmoid.
            ModelOutput? distances = Array.Find(at, o => o.Dims[^1] % 4 == 0 && o.Values.Any(v => v is < 0 or > 1));
            if (distances is null) return null;
            levels.Add((stride, at[0] == distances ? at[1] : at[0], distances));
        }
        return levels;
    }
}

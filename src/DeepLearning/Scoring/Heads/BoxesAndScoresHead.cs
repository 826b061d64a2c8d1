namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// SSD and face detectors: boxes of 1 x N x 4 and scores of 1 x N x C with the background as class 0. Boxes are corners in parts of the input, 0 to 1, or in pixels;
/// or, where the network leaves that to its user, offsets from the prior boxes of Ultra-Light face detectors.
/// </summary>
public sealed class BoxesAndScoresHead : DetectionHead
{
    private const float CentreVariance = 0.1f, SizeVariance = 0.2f;
    private static readonly (int Stride, int[] Sizes)[] FacePriors = [(8, [10, 16, 24]), (16, [32, 48]), (32, [64, 96]), (64, [128, 192, 256])];

    /// <inheritdoc/>
    public override string Name => "ssd";

    /// <inheritdoc/>
    public override string Form => "boxes 1 x N x 4 and scores 1 x N x classes, class 0 the background";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => Parts(outputs) is not null;

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => Math.Max(1, Parts(outputs)!.Value.Scores.Dims[^1] - 1);

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        (ModelOutput boxes, ModelOutput scores) = Parts(outputs) ?? throw new ArgumentException($"The outputs {outputs} are no boxes and scores.");
        int count = boxes.Values.Length / 4, classes = scores.Dims[^1], first = classes > 1 ? 1 : 0;
        Func<int, Box> box = Corners(boxes.Values, outputs);
        for (int i = 0; i < count; i++)
            for (int c = first; c < classes; c++)
                if (scores.Values[i * classes + c] >= threshold) yield return new Detection(box(i), c - first, scores.Values[i * classes + c]);
    }

    private static Func<int, Box> Corners(float[] values, HeadOutputs outputs)
    {
        int count = values.Length / 4, turned = 0;
        float largest = 0;
        for (int i = 0; i < values.Length; i += 4)
        {
            if (values[i + 2] < values[i] || values[i + 3] < values[i + 1]) turned++;
            for (int k = 0; k < 4; k++) largest = Math.Max(largest, values[i + k]);
        }
        // A right edge stands right of its left one; offsets have no such order.
        if (turned > count / 20 && FaceAnchors(outputs) is { } priors && priors.Length == count) return i => Decode(values.AsSpan(4 * i, 4), priors[i]);
        (float w, float h) = largest > 4 ? (outputs.Width, outputs.Height) : (1, 1);
        return i => new Box(values[4 * i] / w, values[4 * i + 1] / h, values[4 * i + 2] / w, values[4 * i + 3] / h);
    }

    private static Box Decode(ReadOnlySpan<float> offset, (float X, float Y, float Width, float Height) prior) => Box.Around(
        prior.X + offset[0] * CentreVariance * prior.Width, prior.Y + offset[1] * CentreVariance * prior.Height,
        prior.Width * MathF.Exp(offset[2] * SizeVariance), prior.Height * MathF.Exp(offset[3] * SizeVariance));

    private static (float X, float Y, float Width, float Height)[] FaceAnchors(HeadOutputs outputs)
    {
        List<(float, float, float, float)> priors = [];
        foreach ((int stride, int[] sizes) in FacePriors)
        {
            (int columns, int rows) = outputs.Grid(stride);
            for (int y = 0; y < rows; y++)
                for (int x = 0; x < columns; x++)
                    foreach (int size in sizes)
                        priors.Add((Math.Min(1, (x + 0.5f) * stride / outputs.Width), Math.Min(1, (y + 0.5f) * stride / outputs.Height),
                            Math.Min(1, (float)size / outputs.Width), Math.Min(1, (float)size / outputs.Height)));
        }
        return [.. priors];
    }

    private static (ModelOutput Boxes, ModelOutput Scores)? Parts(HeadOutputs outputs)
    {
        if (outputs.Outputs.Count != 2) return null;
        foreach ((ModelOutput boxes, ModelOutput scores) in new[] { (outputs.Outputs[0], outputs.Outputs[1]), (outputs.Outputs[1], outputs.Outputs[0]) })
            if (boxes.Dims is [1, _, 4] or [1, _, 1, 4] && scores.Dims is [1, int rows, int c] && rows == boxes.Values.Length / 4 && c >= 1
                && (c != 4 || boxes.Name.Contains("box", StringComparison.OrdinalIgnoreCase) || boxes.Name.Contains("loc", StringComparison.OrdinalIgnoreCase)))
                return (boxes, scores);
        return null;
    }
}

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// YOLOv5 and its kin: 1 x N x (5 + C), each row centre, size, objectness and a score for each class; three anchors a cell of strides 8, 16 and 32.
/// Centre and size are in pixels of the input, or in parts of it.
/// </summary>
public sealed class YoloHead : DetectionHead
{
    /// <inheritdoc/>
    public override string Name => "yolo";

    /// <inheritdoc/>
    public override string Form => "1 x N x (5 + classes): centre, size, objectness, class scores";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => outputs.Matrix is { Rows: int n, Columns: > 5 and int d } && n > d
        && (n == 3 * outputs.Cells(8, 16, 32) || n == 3 * outputs.Cells(8, 16, 32, 64) || (d - 5 == outputs.Labels && n != outputs.Cells(8, 16, 32)));

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Matrix!.Value.Columns - 5;

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        (int rows, int columns, float[] values) = outputs.Matrix!.Value;
        bool parts = YoloRows.InParts(Enumerable.Range(0, rows).Select(r => values[r * columns + 2]));
        List<Detection> found = [];
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> row = values.AsSpan(r * columns, columns);
            if (row[4] < threshold) continue;
            (int best, float score) = Best(row[5..]);
            if (row[4] * score < threshold) continue;
            (float w, float h) = parts ? (1, 1) : (outputs.Width, outputs.Height);
            found.Add(new Detection(Box.Around(row[0] / w, row[1] / h, row[2] / w, row[3] / h), best, row[4] * score));
        }
        return found;
    }
}

/// <summary>YOLOv8 and later: 1 x (4 + C) x N, columns of centre and size in pixels of the input, and a score for each class.</summary>
public sealed class YoloTransposedHead : DetectionHead
{
    /// <inheritdoc/>
    public override string Name => "yolo-transposed";

    /// <inheritdoc/>
    public override string Form => "1 x (4 + classes) x N: centre, size, class scores";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => outputs.Matrix is { Rows: > 4 and int d, Columns: int n } && n > d;

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Matrix!.Value.Rows - 4;

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        (int rows, int columns, float[] values) = outputs.Matrix!.Value;
        bool parts = YoloRows.InParts(values.Skip(2 * columns).Take(columns));
        (float w, float h) = parts ? (1, 1) : (outputs.Width, outputs.Height);
        for (int n = 0; n < columns; n++)
        {
            int best = 4;
            for (int c = 5; c < rows; c++)
                if (values[c * columns + n] > values[best * columns + n]) best = c;
            float score = values[best * columns + n];
            if (score >= threshold)
                yield return new Detection(Box.Around(values[n] / w, values[columns + n] / h, values[2 * columns + n] / w, values[3 * columns + n] / h), best - 4, score);
        }
    }
}

/// <summary>
/// YOLOX: 1 x N x (5 + C), a row a cell of strides 8, 16 and 32: centre from the cell's corner and logarithm of the size, both in strides, then objectness
/// and class scores (Ge et al. 2021).
/// </summary>
public sealed class YoloxHead : DetectionHead
{
    private static readonly int[] Strides = [8, 16, 32];

    /// <inheritdoc/>
    public override string Name => "yolox";

    /// <inheritdoc/>
    public override string Form => "1 x cells x (5 + classes): centre and log size in cells, objectness, class scores";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => outputs.Matrix is { Rows: int n, Columns: > 5 } && n == outputs.Cells(8, 16, 32);

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Matrix!.Value.Columns - 5;

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        (_, int columns, float[] values) = outputs.Matrix!.Value;
        List<Detection> found = [];
        int r = 0;
        foreach (int stride in Strides)
        {
            (int across, int down) = outputs.Grid(stride);
            for (int cell = 0; cell < across * down; cell++, r++)
            {
                ReadOnlySpan<float> row = values.AsSpan(r * columns, columns);
                if (row[4] < threshold) continue;
                (int best, float score) = Best(row[5..]);
                if (row[4] * score < threshold) continue;
                float x = (row[0] + cell % across) * stride, y = (row[1] + cell / across) * stride;
                found.Add(new Detection(Box.Around(x / outputs.Width, y / outputs.Height, MathF.Exp(row[2]) * stride / outputs.Width, MathF.Exp(row[3]) * stride / outputs.Height), best, row[4] * score));
            }
        }
        return found;
    }
}

/// <summary>What the YOLO heads share.</summary>
internal static class YoloRows
{
    /// <summary>True where sizes are in parts of the input rather than in pixels: among thousands of boxes one at least is wider than two pixels.</summary>
    public static bool InParts(IEnumerable<float> widths) => widths.All(w => w <= 2);
}

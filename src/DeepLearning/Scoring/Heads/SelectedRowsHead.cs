namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// Networks that suppress overlaps themselves and write a row a find: 1 x N x 6 of left, top, right, bottom, score, class (YOLOv10 and files exported with their
/// selection), or N x 7 of picture, left, top, right, bottom, class, score (YOLOv7). In pixels of the input, or in parts of it.
/// </summary>
public sealed class SelectedRowsHead : DetectionHead
{
    private const int MostFinds = 1000;

    /// <inheritdoc/>
    public override string Name => "rows";

    /// <inheritdoc/>
    public override string Form => "1 x N x 6: corners, score, class; or N x 7: picture, corners, class, score";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => outputs.Matrix is { Columns: 6, Rows: <= MostFinds } || outputs.Outputs is [{ Dims: [_, 7] }];

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Labels ?? 0;

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        float[] values = outputs.Outputs[0].Values;
        int columns = outputs.Outputs[0].Dims[^1], first = columns == 7 ? 1 : 0, score = columns == 7 ? 6 : 4, label = 5;
        bool parts = Enumerable.Range(0, values.Length / columns).All(r => values[r * columns + first + 2] <= 2 && values[r * columns + first + 3] <= 2);
        (float w, float h) = parts ? (1, 1) : (outputs.Width, outputs.Height);
        for (int row = 0; row + columns <= values.Length; row += columns)
            if (values[row + score] >= threshold)
                yield return new Detection(new Box(values[row + first] / w, values[row + first + 1] / h, values[row + first + 2] / w, values[row + first + 3] / h), Math.Max(0, (int)values[row + label]), values[row + score]);
    }
}

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// YOLOv2 and Tiny YOLOv2 (Redmon and Farhadi 2016): 1 x 5 (5 + C) x H x W in logits with five anchors a cell; 125 planes are Pascal VOC's 20 classes,
/// 425 are COCO's 80.
/// </summary>
public sealed class AnchorGridHead : DetectionHead
{
    // Widths and heights in cells, as the networks were trained with.
    private static readonly float[] VocAnchors = [1.08f, 1.19f, 3.42f, 4.41f, 6.63f, 11.38f, 9.42f, 5.11f, 16.62f, 10.52f];
    private static readonly float[] CocoAnchors = [0.57273f, 0.677385f, 1.87446f, 2.06253f, 3.33843f, 5.47434f, 7.88282f, 3.52778f, 9.77052f, 9.16828f];

    /// <inheritdoc/>
    public override string Name => "yolov2";

    /// <inheritdoc/>
    public override string Form => "1 x 125 or 425 x rows x columns, one grid of stride 32";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => outputs.Outputs is [{ Dims: [1, 125 or 425, int rows, int columns] }] && outputs.Grid(32) == (columns, rows);

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Outputs[0].Dims[1] / 5 - 5;

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        (int planes, int rows, int columns, float[] values) = (outputs.Outputs[0].Dims[1], outputs.Outputs[0].Dims[2], outputs.Outputs[0].Dims[3], outputs.Outputs[0].Values);
        int cells = rows * columns, classes = planes / 5 - 5;
        float[] anchors = classes == 20 ? VocAnchors : CocoAnchors, logits = new float[classes];
        for (int anchor = 0; anchor < 5; anchor++)
            for (int cell = 0; cell < cells; cell++)
            {
                int start = anchor * (classes + 5) * cells + cell;
                float objectness = Sigmoid(values[start + 4 * cells]);
                if (objectness < threshold) continue;
                for (int c = 0; c < classes; c++) logits[c] = values[start + (5 + c) * cells];
                (int best, float score) = Best(Softmax(logits));
                if (objectness * score < threshold) continue;
                float x = (cell % columns + Sigmoid(values[start])) / columns, y = (cell / columns + Sigmoid(values[start + cells])) / rows;
                float width = MathF.Exp(values[start + 2 * cells]) * anchors[2 * anchor] / columns, height = MathF.Exp(values[start + 3 * cells]) * anchors[2 * anchor + 1] / rows;
                yield return new Detection(Box.Around(x, y, width, height), best, objectness * score);
            }
    }

    private static float[] Softmax(float[] logits)
    {
        float largest = logits.Max();
        float[] powers = [.. logits.Select(l => MathF.Exp(l - largest))];
        float sum = powers.Sum();
        return [.. powers.Select(p => p / sum)];
    }
}

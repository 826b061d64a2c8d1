namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// Networks that suppress overlaps themselves: a box, a class and a score for each find, as separate outputs. TensorFlow's detection models write top, left, bottom,
/// right (<c>detection_boxes</c>), others left, top, right, bottom; in parts of the input or in pixels. Classes count from 1 where the names are TensorFlow's or torchvision's;
/// of COCO they are then the numbers of its files, which go to 90 and leave ten out.
/// </summary>
public sealed class SelectedBoxesHead : DetectionHead
{
    private const int CocoClasses = 80;
    private static readonly int[] LeftOutOfCoco = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

    /// <inheritdoc/>
    public override string Name => "selected";

    /// <inheritdoc/>
    public override string Form => "boxes N x 4, classes N and scores N, overlaps already suppressed";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => Parts(outputs) is not null;

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Labels ?? 0;

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        (ModelOutput boxes, ModelOutput classes, ModelOutput scores) = Parts(outputs) ?? throw new ArgumentException($"The outputs {outputs} are no boxes, classes and scores.");
        bool turned = boxes.Name.Contains("detection_boxes", StringComparison.OrdinalIgnoreCase) || boxes.Name.Contains("StatefulPartitionedCall", StringComparison.Ordinal);
        bool fromOne = classes.Name.Contains("detection_classes", StringComparison.OrdinalIgnoreCase) || classes.Name.Equals("labels", StringComparison.OrdinalIgnoreCase);
        float[] v = boxes.Values;
        bool parts = v.Length == 0 || v.Max() <= 2;
        (float w, float h) = parts ? (1, 1) : (outputs.Width, outputs.Height);
        for (int i = 0; i < scores.Values.Length; i++)
        {
            if (scores.Values[i] < threshold) continue;
            Box box = turned ? new Box(v[4 * i + 1] / w, v[4 * i] / h, v[4 * i + 3] / w, v[4 * i + 2] / h) : new Box(v[4 * i] / w, v[4 * i + 1] / h, v[4 * i + 2] / w, v[4 * i + 3] / h);
            yield return new Detection(box, Number((int)classes.Values[i], fromOne, outputs.Labels), scores.Values[i]);
        }
    }

    private static int Number(int written, bool fromOne, int? labels) => Math.Max(0, !fromOne ? written
        : labels == CocoClasses ? written - 1 - LeftOutOfCoco.Count(l => l < written)
        : written - 1);

    private static (ModelOutput Boxes, ModelOutput Classes, ModelOutput Scores)? Parts(HeadOutputs outputs)
    {
        ModelOutput? boxes = Named(outputs, "box"), scores = Named(outputs, "score"), classes = Named(outputs, "class") ?? Named(outputs, "label");
        if (boxes is null || scores is null || classes is null || scores == classes || boxes.Dims.Count == 0 || boxes.Dims[^1] != 4) return null;
        return boxes.Values.Length == 4 * scores.Values.Length && classes.Values.Length == scores.Values.Length ? (boxes, classes, scores) : null;
    }

    private static ModelOutput? Named(HeadOutputs outputs, string part) => outputs.Outputs.FirstOrDefault(o => o.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
}

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// FastestDet: 1 x (5 + C) x H x W, for each cell objectness, the tangent of the centre's place, the logit of the size in parts of the picture, and class
/// probabilities. The score is objectness^0.6 * class^0.4.
/// </summary>
public sealed class FastestDetHead : DetectionHead
{
    /// <inheritdoc/>
    public override string Name => "fastestdet";

    /// <inheritdoc/>
    public override string Form => "1 x (5 + classes) x rows x columns, one grid of stride 16";

    /// <inheritdoc/>
    public override bool Fits(HeadOutputs outputs) => outputs.Outputs is [{ Dims: [1, > 5 and int d, int rows, int columns] }]
        && outputs.Grid(16) == (columns, rows) && (outputs.Labels is null || outputs.Labels == d - 5);

    /// <inheritdoc/>
    public override int Classes(HeadOutputs outputs) => outputs.Outputs[0].Dims[1] - 5;

    /// <inheritdoc/>
    public override IEnumerable<Detection> Read(HeadOutputs outputs, float threshold)
    {
        (int planes, int rows, int columns, float[] values) = (outputs.Outputs[0].Dims[1], outputs.Outputs[0].Dims[2], outputs.Outputs[0].Dims[3], outputs.Outputs[0].Values);
        int cells = rows * columns;
        for (int cell = 0; cell < cells; cell++)
        {
            int best = 5;
            for (int c = 6; c < planes; c++)
                if (values[c * cells + cell] > values[best * cells + cell]) best = c;
            float score = MathF.Pow(values[cell], 0.6f) * MathF.Pow(values[best * cells + cell], 0.4f);
            if (score < threshold) continue;
            float x = (cell % columns + MathF.Tanh(values[cells + cell])) / columns, y = (cell / columns + MathF.Tanh(values[2 * cells + cell])) / rows;
            yield return new Detection(Box.Around(x, y, Sigmoid(values[3 * cells + cell]), Sigmoid(values[4 * cells + cell])), best - 5, score);
        }
    }
}

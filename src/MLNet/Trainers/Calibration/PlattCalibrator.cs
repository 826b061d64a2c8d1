using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Calibrators;

/// <summary>1 / (1 + exp(slope x score + offset)). Platt (1999), "Probabilistic outputs for support vector machines".</summary>
public sealed class PlattCalibrator : ICalibrator, ICanSaveModel
{
    internal PlattCalibrator(double slope, double offset)
    {
        Slope = slope;
        Offset = offset;
    }

    /// <summary>The factor of the score; negative where higher scores are more likely positive.</summary>
    public double Slope { get; }

    /// <summary>What is added to the scaled score.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public float PredictProbability(float output) => float.IsNaN(output) ? output : (float)Trainers.Logistic.Of(-(Slope * output + Offset));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.Writer.Kind(CalibratorFormat.PlattKind);
        CalibratorFormat.Write(ctx.Writer, this);
    }

    internal Value ToOnnx(Value scores) => (scores * -Slope - Offset).Sigmoid();

    /// <summary>
    /// Finds the most likely slope and offset for scores with labels, by Newton's method with a line search on targets drawn in from 0 and 1.
    /// Lin, Lin and Weng (2007), "A note on Platt's probabilistic outputs for support vector machines".
    /// </summary>
    internal static PlattCalibrator Train(IReadOnlyList<CalibrationRow> rows)
    {
        const double ridge = 1e-12;
        double positives = 0, negatives = 0;
        foreach (CalibrationRow row in rows)
        {
            if (row.Positive) positives += row.Weight;
            else negatives += row.Weight;
        }
        double high = (positives + 1) / (positives + 2), low = 1 / (negatives + 2);
        double slope = 0, offset = Math.Log((negatives + 1) / (positives + 1)), value = Objective(slope, offset);
        for (int iteration = 0; iteration < 100; iteration++)
        {
            double aa = ridge, ab = 0, bb = ridge, a = 0, b = 0;
            foreach (CalibrationRow row in rows)
            {
                double p = Trainers.Logistic.Of(-(slope * row.Score + offset)), curve = p * (1 - p) * row.Weight, off = ((row.Positive ? high : low) - p) * row.Weight;
                aa += row.Score * row.Score * curve;
                ab += row.Score * curve;
                bb += curve;
                a += row.Score * off;
                b += off;
            }
            if (Math.Abs(a) < 1e-9 && Math.Abs(b) < 1e-9) break;
            double determinant = aa * bb - ab * ab, da = -(bb * a - ab * b) / determinant, db = -(aa * b - ab * a) / determinant, descent = a * da + b * db;
            if (!double.IsFinite(da) || !double.IsFinite(db)) break;
            double step = 1;
            for (; step > 1e-10; step /= 2)
            {
                double next = Objective(slope + step * da, offset + step * db);
                if (next >= value + 1e-4 * step * descent) continue;
                slope += step * da;
                offset += step * db;
                value = next;
                break;
            }
            if (step <= 1e-10) break;
        }
        return new PlattCalibrator(slope, offset);

        double Objective(double slope, double offset)
        {
            double sum = 0;
            foreach (CalibrationRow row in rows)
            {
                double x = slope * row.Score + offset, target = row.Positive ? high : low;
                sum += row.Weight * (x >= 0 ? target * x + Math.Log(1 + Math.Exp(-x)) : (target - 1) * x + Math.Log(1 + Math.Exp(x)));
            }
            return sum;
        }
    }
}

/// <summary>A score with its label, to learn a calibration from.</summary>
internal readonly record struct CalibrationRow(float Score, bool Positive, float Weight);

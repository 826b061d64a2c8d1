using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Says how well a logistic regression fits its training data, and how sure its weights are.</summary>
internal static class LogisticStatistics
{
    public static ModelStatisticsBase Of(TrainingRun run, double[] x, float l2, ComputeLogisticRegressionStandardDeviation? errors)
    {
        double deviance = 2 * run.Examples.WeightSum * new LogisticObjective(run.Examples, 0).Evaluate(x, new double[x.Length]);
        double positives = 0;
        foreach ((ExampleBlock block, int row) in run.Examples.Pass(null))
            if (block.Labels[row] > 0) positives += block.Weights[row];
        double nullDeviance = 2 * run.Examples.WeightSum * Entropy(positives / run.Examples.WeightSum);
        int[] used = [0, .. Enumerable.Range(1, x.Length - 1).Where(place => x[place] != 0)];
        run.Channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
            $"Model trained with {run.Examples.Count} training examples. Residual deviance {deviance:G6} on {run.Examples.Count - used.Length} degrees of freedom, null deviance {nullDeviance:G6}."));
        if (errors is null || (long)used.Length * (used.Length + 1) / 2 > Array.MaxLength)
            return new ModelStatisticsBase(run.Examples.Count, used.Length, (float)deviance, (float)nullDeviance);
        VBuffer<float> computed = errors.ComputeStandardDeviation(Hessian(run, x, used, l2), used.Length == x.Length ? null : used, used.Length, x.Length, run.Channel, l2);
        float[] all = new float[computed.Length];
        computed.CopyTo(all);
        // One error for each weight in use, or one for each weight at all.
        float[] chosen = all.Length == used.Length ? all : all.Length == x.Length ? [.. used.Select(place => all[place])]
            : throw new InvalidOperationException($"{errors.GetType().Name} gave {all.Length} standard errors for {used.Length} weights.");
        return new LinearModelParameterStatistics(run.Examples.Count, (float)deviance, (float)nullDeviance, (float)x[0],
            [.. used.Skip(1).Select(place => (place - 1, (float)x[place]))], chosen);
    }

    private static double[] Hessian(TrainingRun run, double[] x, int[] used, float l2)
    {
        double[] hessian = new double[(long)used.Length * (used.Length + 1) / 2], row = new double[x.Length];
        foreach ((ExampleBlock block, int place) in run.Examples.Pass(null))
        {
            FeatureVector features = block[place];
            Array.Clear(row);
            row[0] = 1;
            features.AddTo(row.AsSpan(1), 1);
            double p = Logistic.Of(x[0] + features.Dot(x.AsSpan(1))), curve = block.Weights[place] * p * (1 - p);
            for (int i = 0, at = 0; i < used.Length; i++)
            {
                double factor = curve * row[used[i]];
                if (factor == 0) at += i + 1;
                else
                    for (int j = 0; j <= i; j++) hessian[at++] += factor * row[used[j]];
            }
        }
        for (int i = 1; i < used.Length; i++) hessian[i * (i + 3L) / 2] += l2;
        return hessian;
    }

    private static double Entropy(double share) => share is <= 0 or >= 1 ? 0 : -share * Math.Log(share) - (1 - share) * Math.Log(1 - share);
}

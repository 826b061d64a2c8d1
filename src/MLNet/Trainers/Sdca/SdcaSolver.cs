using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Dual coordinate ascent, for one linear score or for one a class.</summary>
internal abstract class SdcaSolver
{
    private readonly IHost _host;
    private readonly float[] _duals;
    private readonly float[] _invariants;
    private readonly float _perRow;

    protected SdcaSolver(IHost host, TrainingRun run, SdcaSettings settings, ISupportSdcaLoss loss, int scores)
    {
        _host = host;
        Run = run;
        Settings = settings;
        Loss = loss;
        Scores = [.. Enumerable.Range(0, scores).Select(_ => new SdcaWeights(run.Examples.FeatureCount, settings))];
        long duals = run.Examples.Count * scores;
        if (duals > Array.MaxLength) throw new InvalidOperationException($"Dual coordinate ascent keeps a number for each of {run.Examples.Count} rows and {scores} scores, which is more than an array holds. Train on fewer rows, or by another trainer.");
        _duals = new float[duals];
        _invariants = new float[run.Examples.Count];
        _perRow = 1 / (settings.L2 * run.Examples.Count);
    }

    protected TrainingRun Run { get; }

    protected SdcaSettings Settings { get; }

    protected ISupportSdcaLoss Loss { get; }

    public SdcaWeights[] Scores { get; }

    /// <summary>The weights and biases with the smallest loss that was seen.</summary>
    public (float[] Weights, float Bias)[] Solve()
    {
        foreach ((ExampleBlock block, int row) in Run.Examples.Pass(null))
            _invariants[block.First + row] = Loss.ComputeDualUpdateInvariant(NormFactor * NormSquared(block[row]) * StepSize(block, row));
        (float[], float)[]? best = null;
        double bestLoss = double.PositiveInfinity;
        int bestIteration = 0;
        using IProgressChannel progress = _host.StartProgressChannel("SDCA training");
        progress.SetHeader(new ProgressHeader(["Loss", "Duality Gap"], ["iterations"]), static _ => { });
        for (int iteration = 1; iteration <= Settings.MaximumIterations; iteration++)
        {
            Random? order = Settings.Shuffle ? Run.Random : null;
            foreach ((ExampleBlock block, int row) in Run.Examples.Pass(order)) Update(block, row, _invariants[block.First + row]);
            if (iteration % Settings.CheckFrequency != 0) continue;
            (double loss, double dual) = Objectives();
            progress.Checkpoint(loss, loss - dual, iteration);
            if (!double.IsFinite(loss)) throw new InvalidOperationException("The training diverged: the loss is no number. Normalize the features, or regularize more.");
            if (loss < bestLoss)
            {
                bestLoss = loss;
                bestIteration = iteration;
                best = [.. Scores.Select(score => score.Copy())];
            }
            if ((loss - dual) / loss < Settings.Tolerance) break;
        }
        Run.Channel.Info(MessageSensitivity.None, best is null ? "Using model from last iteration."
            : string.Create(CultureInfo.InvariantCulture, $"Using best model from iteration {bestIteration}, with a loss of {bestLoss:G6}."));
        return best ?? [.. Scores.Select(score => score.Copy())];
    }

    protected ref float Dual(ExampleBlock block, int row, int score) => ref _duals[(block.First + row) * Scores.Length + score];

    protected float NormSquared(FeatureVector features) => features.NormSquared + (Settings.BiasLearningRate == 0 ? 1 : 0);

    /// <summary>By how much the weights move along a row's features where its dual variable moves by 1.</summary>
    protected float StepSize(ExampleBlock block, int row) => _perRow * Weight(block, row);

    protected virtual float Weight(ExampleBlock block, int row) => block.Weights[row];

    /// <summary>How many scores a step of a dual variable moves, as far as the closed step is concerned.</summary>
    protected virtual float NormFactor => 1;

    protected abstract void Update(ExampleBlock block, int row, float invariant);

    protected abstract (double Loss, double Dual) RowObjectives(ExampleBlock block, int row);

    private (double Loss, double Dual) Objectives()
    {
        double loss = 0, dual = 0;
        foreach ((ExampleBlock block, int row) in Run.Examples.Pass(null))
        {
            (double one, double other) = RowObjectives(block, row);
            loss += one * Weight(block, row);
            dual += other * Weight(block, row);
        }
        long rows = Run.Examples.Count;
        return (loss / rows + Scores.Sum(score => score.Penalty), dual / rows - Scores.Sum(score => score.DualPenalty));
    }
}

/// <summary>Dual coordinate ascent for one linear score: regression, or two classes.</summary>
internal sealed class SdcaScalarSolver(IHost host, TrainingRun run, SdcaSettings settings, ISupportSdcaLoss loss, float positiveWeight = 1)
    : SdcaSolver(host, run, settings, loss, 1)
{
    protected override float Weight(ExampleBlock block, int row) => block.Weights[row] * (positiveWeight != 1 && block.Labels[row] > 0 ? positiveWeight : 1);

    protected override void Update(ExampleBlock block, int row, float invariant)
    {
        SdcaWeights score = Scores[0];
        FeatureVector features = block[row];
        ref float dual = ref Dual(block, row, 0);
        float adjustment = score.BiasAdjustment, stepSize = StepSize(block, row);
        float step = Loss.DualUpdate(score.Output(features), block.Labels[row], dual, invariant, 1) - adjustment;
        dual += step;
        score.FreeBiasBy(adjustment * stepSize);
        score.Add(features, step * stepSize);
    }

    protected override (double, double) RowObjectives(ExampleBlock block, int row)
        => (Loss.Loss(Scores[0].Output(block[row]), block.Labels[row]), Loss.DualLoss(block.Labels[row], Dual(block, row, 0)));
}

/// <summary>Dual coordinate ascent for a linear score a class: the loss is of how far the true class's score is above each other one.</summary>
internal sealed class SdcaMulticlassSolver(IHost host, TrainingRun run, SdcaSettings settings, ISupportSdcaLoss loss, int classes)
    : SdcaSolver(host, run, settings, loss, classes)
{
    protected override float NormFactor => 2;

    protected override void Update(ExampleBlock block, int row, float invariant)
    {
        FeatureVector features = block[row];
        int label = (int)block.Labels[row];
        float output = Scores[label].Output(features), norm = NormSquared(features), stepSize = StepSize(block, row);
        float labelStep = 0, labelAdjustment = 0;
        for (int other = 0; other < Scores.Length; other++)
        {
            if (other == label) continue;
            SdcaWeights score = Scores[other];
            ref float dual = ref Dual(block, row, other);
            float adjustment = score.BiasAdjustment;
            float step = Loss.DualUpdate(output + labelStep * norm - score.Output(features), 1, dual, invariant, 1) - adjustment;
            dual += step;
            labelStep += step * stepSize;
            labelAdjustment -= adjustment;
            score.FreeBiasBy(adjustment * stepSize);
            score.Add(features, -step * stepSize);
        }
        Scores[label].FreeBiasBy(labelAdjustment * stepSize);
        Scores[label].Add(features, labelStep);
    }

    protected override (double, double) RowObjectives(ExampleBlock block, int row)
    {
        FeatureVector features = block[row];
        int label = (int)block.Labels[row];
        float output = Scores[label].Output(features);
        double sum = 0, dual = 0;
        for (int other = 0; other < Scores.Length; other++)
        {
            if (other == label) continue;
            sum += Loss.Loss(output - Scores[other].Output(features), 1);
            dual += Loss.DualLoss(1, Dual(block, row, other));
        }
        return (sum, dual);
    }
}

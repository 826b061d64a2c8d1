using System.Numerics.Tensors;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The loss of a linear model over rows, per unit of weight, with L2 regularization of all but the biases. The biases stand before the weights. The rows are split by
/// their number, not by that of the threads, so that sums have the same bits on any number of them.
/// </summary>
internal abstract class LbfgsObjective(ExampleSet examples, int scores, double l2)
{
    private const int Stripes = 8;

    private readonly double[][] _gradients = [.. Enumerable.Range(0, Stripes).Select(_ => new double[scores * (examples.FeatureCount + 1)])];
    private readonly double[] _losses = new double[Stripes];

    protected int Scores => scores;

    public int Biases => scores;

    public int Length => scores * (examples.FeatureCount + 1);

    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        foreach (double[] one in _gradients) Array.Clear(one);
        Array.Clear(_losses);
        double[] point = x.ToArray();
        ExampleBlock[] pending = new ExampleBlock[Stripes];
        int count = 0;
        foreach (ExampleBlock block in examples.Blocks())
        {
            pending[count++] = block;
            if (count < Stripes) continue;
            Run(point, pending, count);
            count = 0;
        }
        Run(point, pending, count);
        gradient.Clear();
        foreach (double[] one in _gradients) TensorPrimitives.Add(gradient, one, gradient);
        ReadOnlySpan<double> weights = x[Biases..];
        TensorPrimitives.MultiplyAdd(weights, l2, gradient[Biases..], gradient[Biases..]);
        double scale = 1 / examples.WeightSum;
        TensorPrimitives.Multiply(gradient, scale, gradient);
        return (_losses.Sum() + l2 / 2 * TensorPrimitives.Dot(weights, weights)) * scale;
    }

    /// <summary>The weights of one score.</summary>
    protected ReadOnlySpan<double> WeightsOf(ReadOnlySpan<double> x, int score) => x.Slice(scores + score * examples.FeatureCount, examples.FeatureCount);

    protected Span<double> WeightsOf(Span<double> x, int score) => x.Slice(scores + score * examples.FeatureCount, examples.FeatureCount);

    protected double Sum(ReadOnlySpan<double> x, int score, FeatureVector features) => features.Dot(WeightsOf(x, score)) + x[score];

    protected void Add(Span<double> gradient, int score, FeatureVector features, double slope)
    {
        gradient[score] += slope;
        features.AddTo(WeightsOf(gradient, score), slope);
    }

    /// <summary>The loss of one row, whose gradient is added.</summary>
    protected abstract double Add(ReadOnlySpan<double> x, FeatureVector features, float label, float weight, Span<double> gradient, Span<double> scratch);

    private void Run(double[] x, ExampleBlock[] blocks, int count)
    {
        StripeTask task = new(this, x, blocks);
        Workers.Run(count, ref task);
    }

    private readonly struct StripeTask(LbfgsObjective objective, double[] x, ExampleBlock[] blocks) : ITask
    {
        public void Run(int index)
        {
            ExampleBlock block = blocks[index];
            double[] gradient = objective._gradients[index];
            double[] scratch = new double[objective.Scores];
            double loss = 0;
            for (int row = 0; row < block.Count; row++) loss += objective.Add(x, block[row], block.Labels[row], block.Weights[row], gradient, scratch);
            objective._losses[index] += loss;
        }
    }
}

/// <summary>Logistic regression: log(1 + exp(-y sum)).</summary>
internal sealed class LogisticObjective(ExampleSet examples, double l2) : LbfgsObjective(examples, 1, l2)
{
    protected override double Add(ReadOnlySpan<double> x, FeatureVector features, float label, float weight, Span<double> gradient, Span<double> scratch)
    {
        double margin = Sum(x, 0, features) * (label > 0 ? 1 : -1), missing = Logistic.Of(-margin);
        Add(gradient, 0, features, -weight * missing * (label > 0 ? 1 : -1));
        return weight * (margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin);
    }
}

/// <summary>Maximum entropy: minus the logarithm of the softmax at the true class.</summary>
internal sealed class MaximumEntropyObjective(ExampleSet examples, int classes, double l2) : LbfgsObjective(examples, classes, l2)
{
    protected override double Add(ReadOnlySpan<double> x, FeatureVector features, float label, float weight, Span<double> gradient, Span<double> scratch)
    {
        double highest = double.NegativeInfinity, total = 0;
        for (int score = 0; score < scratch.Length; score++) highest = Math.Max(highest, scratch[score] = Sum(x, score, features));
        double truth = scratch[(int)label] - highest;
        for (int score = 0; score < scratch.Length; score++) total += scratch[score] = Math.Exp(scratch[score] - highest);
        for (int score = 0; score < scratch.Length; score++) Add(gradient, score, features, weight * (scratch[score] / total - (score == (int)label ? 1 : 0)));
        return weight * (Math.Log(total) - truth);
    }
}

/// <summary>Poisson regression: exp(sum) - label x sum.</summary>
internal sealed class PoissonObjective(ExampleSet examples, double l2) : LbfgsObjective(examples, 1, l2)
{
    protected override double Add(ReadOnlySpan<double> x, FeatureVector features, float label, float weight, Span<double> gradient, Span<double> scratch)
    {
        double sum = Sum(x, 0, features), mean = Math.Exp(sum);
        Add(gradient, 0, features, weight * (mean - label));
        return weight * (mean - label * sum);
    }
}

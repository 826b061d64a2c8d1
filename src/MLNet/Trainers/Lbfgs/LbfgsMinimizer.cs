using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>A function to minimize, with its gradient.</summary>
internal delegate double DifferentiableFunction(ReadOnlySpan<double> x, Span<double> gradient);

/// <summary>
/// Minimizes smooth functions by limited-memory BFGS (Nocedal 1980); with a sum of absolute values on top, by the orthant-wise variant of Andrew and Gao (2007),
/// "Scalable training of L1-regularized log-linear models"; and with variables kept from going below 0.
/// </summary>
/// <param name="history">How many steps are remembered.</param>
/// <param name="l1">The factor of the absolute values.</param>
/// <param name="free">How many variables at the start are neither regularized nor kept above 0.</param>
/// <param name="nonNegative">Whether the other variables are kept from going below 0.</param>
/// <param name="tolerance">Ends where the running mean of the improvement falls below it.</param>
/// <param name="maximumIterations">How many steps are made at most.</param>
/// <param name="progress">Told the value after each step.</param>
internal sealed class LbfgsMinimizer(int history, double l1, int free, bool nonNegative, double tolerance, int maximumIterations, Action<int, double> progress)
{
    // The share of the old mean in the running mean of the improvement.
    private const double Memory = 0.25;

    private readonly List<(double[] Step, double[] Change, double Inverse)> _pairs = [];

    private bool HasCorners => l1 > 0 || nonNegative;

    /// <summary>Goes from <paramref name="x"/> to the minimum, which it overwrites it with.</summary>
    public double Minimize(DifferentiableFunction function, double[] x)
    {
        int n = x.Length;
        double[] gradient = new double[n], next = new double[n], nextGradient = new double[n], direction = new double[n], steepest = new double[n];
        double value = function(x, gradient) + Corners(x), mean = 0;
        for (int iteration = 1; iteration <= maximumIterations; iteration++)
        {
            Steepest(x, gradient, steepest);
            if (TensorPrimitives.Norm<double>(steepest) == 0) return value;
            Direction(steepest, direction);
            double descent = TensorPrimitives.Dot<double>(direction, steepest);
            if (!(descent > 0))
            {
                _pairs.Clear();
                steepest.CopyTo(direction, 0);
                descent = TensorPrimitives.Dot<double>(steepest, steepest);
            }
            double step = _pairs.Count == 0 ? 1 / Math.Sqrt(TensorPrimitives.Dot<double>(steepest, steepest)) : 1, nextValue;
            while (true)
            {
                for (int i = 0; i < n; i++) next[i] = Constrain(i, x[i], steepest[i], x[i] + step * direction[i]);
                nextValue = function(next, nextGradient) + Corners(next);
                if (nextValue <= value - 1e-4 * Gain(x, next, steepest)) break;
                step /= 2;
                if (step < 1e-20) return value;
            }
            Remember(x, next, gradient, nextGradient);
            double improvement = value - nextValue;
            value = nextValue;
            (x, next) = Swap(x, next);
            (gradient, nextGradient) = (nextGradient, gradient);
            progress(iteration, value);
            mean = improvement + Memory * mean;
            if (mean * (1 - Memory) < tolerance) break;
        }
        return value;

        // The caller's array holds the result.
        static (double[], double[]) Swap(double[] x, double[] next)
        {
            for (int i = 0; i < x.Length; i++) (x[i], next[i]) = (next[i], x[i]);
            return (x, next);
        }
    }

    private double Corners(double[] x) => l1 > 0 ? l1 * TensorPrimitives.SumOfMagnitudes<double>(x.AsSpan(free)) : 0;

    private static double Gain(double[] x, double[] next, double[] steepest)
    {
        double gain = 0;
        for (int i = 0; i < x.Length; i++) gain += (next[i] - x[i]) * steepest[i];
        return gain;
    }

    /// <summary>The way down: the negative gradient, at corners that of the side which goes down, or 0 where none does.</summary>
    private void Steepest(double[] x, double[] gradient, double[] steepest)
    {
        TensorPrimitives.Negate(gradient, steepest);
        if (!HasCorners) return;
        for (int i = free; i < x.Length; i++)
        {
            double up = steepest[i] - l1, down = steepest[i] + l1;
            steepest[i] = x[i] > 0 ? up : x[i] < 0 ? down : up > 0 ? up : down < 0 && !nonNegative ? down : 0;
        }
    }

    // Two loops over the remembered steps give the inverse curvature times the way down.
    private void Direction(double[] steepest, double[] direction)
    {
        steepest.CopyTo(direction, 0);
        double[] factors = new double[_pairs.Count];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            factors[i] = TensorPrimitives.Dot<double>(_pairs[i].Step, direction) * _pairs[i].Inverse;
            TensorPrimitives.MultiplyAdd(_pairs[i].Change, -factors[i], direction, direction);
        }
        if (_pairs.Count > 0)
        {
            (_, double[] change, double inverse) = _pairs[^1];
            TensorPrimitives.Multiply(direction, 1 / (inverse * TensorPrimitives.Dot<double>(change, change)), direction);
        }
        for (int i = 0; i < _pairs.Count; i++)
            TensorPrimitives.MultiplyAdd(_pairs[i].Step, factors[i] - TensorPrimitives.Dot<double>(_pairs[i].Change, direction) * _pairs[i].Inverse, direction, direction);
        if (!HasCorners) return;
        for (int i = free; i < direction.Length; i++)
            if (direction[i] * steepest[i] <= 0) direction[i] = 0;
    }

    // A variable does not cross 0: it stops there, and may go on to the other side in the next step.
    private double Constrain(int place, double x, double steepest, double next)
    {
        if (place < free || !HasCorners) return next;
        if (nonNegative && next < 0) return 0;
        if (l1 == 0) return next;
        double side = x != 0 ? x : steepest;
        return side * next > 0 ? next : 0;
    }

    private void Remember(double[] x, double[] next, double[] gradient, double[] nextGradient)
    {
        double[] step, change;
        if (_pairs.Count == history)
        {
            (step, change, _) = _pairs[0];
            _pairs.RemoveAt(0);
        }
        else (step, change) = (new double[x.Length], new double[x.Length]);
        TensorPrimitives.Subtract(next, x, step);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        double curvature = TensorPrimitives.Dot<double>(step, change);
        if (curvature > 1e-300) _pairs.Add((step, change, 1 / curvature));
    }
}

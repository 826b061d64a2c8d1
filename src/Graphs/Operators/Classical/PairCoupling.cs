namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Probabilities of classes from those of each pair of them, by the second method of Wu, Lin and Weng, "Probability estimates for multi-class
/// classification by pairwise coupling" (2004): they minimize Σ (r_ji·p_i - r_ij·p_j)², found by going round the classes.
/// </summary>
internal sealed class PairCoupling(int classes)
{
    private const double Least = 1e-7;
    private const int MostRounds = 100;

    private readonly double[,] _pair = new double[classes, classes];
    private readonly double[,] _form = new double[classes, classes];
    private readonly double[] _product = new double[classes];

    /// <summary>Sets the probability of i against j, 1 / (1 + e^x).</summary>
    public void Set(int i, int j, double x)
    {
        double p = x >= 0 ? Math.Exp(-x) / (1 + Math.Exp(-x)) : 1 / (1 + Math.Exp(x));
        _pair[i, j] = Math.Clamp(p, Least, 1 - Least);
        _pair[j, i] = 1 - _pair[i, j];
    }

    /// <summary>The probabilities of the classes.</summary>
    public void Solve(Span<double> p)
    {
        for (int i = 0; i < classes; i++)
        {
            p[i] = 1.0 / classes;
            _form[i, i] = 0;
            for (int j = 0; j < classes; j++)
            {
                if (j == i) continue;
                _form[i, i] += _pair[j, i] * _pair[j, i];
                _form[i, j] = -_pair[j, i] * _pair[i, j];
            }
        }
        for (int round = 0; round < Math.Max(MostRounds, classes); round++)
        {
            double total = Multiply(p), error = 0;
            for (int i = 0; i < classes; i++) error = Math.Max(error, Math.Abs(_product[i] - total));
            if (error < 0.005 / classes) return;
            for (int i = 0; i < classes; i++)
            {
                double step = (total - _product[i]) / _form[i, i];
                p[i] += step;
                total = (total + step * (step * _form[i, i] + 2 * _product[i])) / ((1 + step) * (1 + step));
                for (int j = 0; j < classes; j++)
                {
                    _product[j] = (_product[j] + step * _form[i, j]) / (1 + step);
                    p[j] /= 1 + step;
                }
            }
        }
    }

    private double Multiply(Span<double> p)
    {
        double total = 0;
        for (int i = 0; i < classes; i++)
        {
            _product[i] = 0;
            for (int j = 0; j < classes; j++) _product[i] += _form[i, j] * p[j];
            total += p[i] * _product[i];
        }
        return total;
    }
}

namespace MlNetDeepLearning.Graphs;

/// <summary>What classical models do with a row of scores at the end (the attribute post_transform of ai.onnx.ml).</summary>
internal static class PostTransform
{
    // The constant of Winitzki's approximation of the inverse error function, by which ONNX's probit is defined.
    private const double Winitzki = 0.147;

    private const double Nothing = 1e-7;

    /// <summary>The names in the order of the numbers by which TreeEnsemble calls them.</summary>
    public static readonly string[] Names = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

    /// <summary>Checks a name.</summary>
    public static void Check(Inference i, string name)
    {
        if (!Names.Contains(name)) throw i.Error($"post_transform '{name}' is not one of {string.Join(", ", Names)}");
    }

    /// <summary>Transforms the scores of one row in place.</summary>
    public static void Apply(string name, Span<double> scores)
    {
        switch (name)
        {
            case "SOFTMAX": Softmax(scores, keepZeros: false); break;
            case "SOFTMAX_ZERO": Softmax(scores, keepZeros: true); break;
            case "LOGISTIC":
                foreach (ref double score in scores) score = Logistic(score);
                break;
            case "PROBIT":
                foreach (ref double score in scores) score = Probit(score);
                break;
        }
    }

    /// <summary>
    /// The scores of two classes from the one score of a binary model: 1 - s and s, or -s and s where scores are no probabilities, or the
    /// logistic function of -s and of s.
    /// </summary>
    public static (double Negative, double Positive) Pair(string name, double score, bool probabilities) =>
        name == "LOGISTIC" ? (Logistic(-score), Logistic(score)) : (probabilities ? 1 - score : -score, score);

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double Probit(double p)
    {
        double x = 2 * p - 1, log = Math.Log(1 - x * x), half = 2 / (Math.PI * Winitzki) + 0.5 * log;
        return Math.Sqrt(2) * Math.Sign(x) * Math.Sqrt(Math.Sqrt(half * half - log / Winitzki) - half);
    }

    private static void Softmax(Span<double> scores, bool keepZeros)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double score in scores) largest = Math.Max(largest, score);
        foreach (ref double score in scores)
        {
            // Classes without any score stay out of the sum.
            bool scored = !keepZeros || Math.Abs(score) > Nothing;
            score = scored ? Math.Exp(score - largest) : score * Math.Exp(-largest);
            if (scored) sum += score;
        }
        foreach (ref double score in scores) score = sum == 0 ? score : score / sum;
    }
}

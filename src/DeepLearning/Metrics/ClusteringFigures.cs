namespace MlNetDeepLearning.DeepLearning;

/// <summary>How well clusters agree with known classes (Rosenberg and Hirschberg 2007; Hubert and Arabie 1985).</summary>
/// <param name="Homogeneity">1 where every cluster has rows of one class only.</param>
/// <param name="Completeness">1 where all rows of a class are in one cluster.</param>
/// <param name="VMeasure">The harmonic mean of both: the mutual information normalized by the mean of the entropies.</param>
/// <param name="AdjustedRandIndex">The agreement on pairs of rows, adjusted for chance: 1 for the same partition, about 0 for a random one.</param>
/// <param name="Purity">The part of the rows that are of the most frequent class of their cluster.</param>
public sealed record ClusteringAgreement(double Homogeneity, double Completeness, double VMeasure, double AdjustedRandIndex, double Purity)
{
    /// <summary>Compares clusters with classes, both as numbers of any range.</summary>
    public static ClusteringAgreement Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> clusters)
    {
        if (truth.Length != clusters.Length) throw new ArgumentException($"There are {clusters.Length} assignments for {truth.Length} rows.", nameof(clusters));
        double n = truth.Length;
        var joint = new Dictionary<(int, int), int>();
        Dictionary<int, int> classes = [], groups = [];
        for (int i = 0; i < truth.Length; i++)
        {
            joint[(truth[i], clusters[i])] = joint.GetValueOrDefault((truth[i], clusters[i])) + 1;
            classes[truth[i]] = classes.GetValueOrDefault(truth[i]) + 1;
            groups[clusters[i]] = groups.GetValueOrDefault(clusters[i]) + 1;
        }
        double mutual = joint.Sum(j => j.Value / n * Math.Log(n * j.Value / ((double)classes[j.Key.Item1] * groups[j.Key.Item2])));
        double ofClasses = Entropy(classes.Values, n), ofGroups = Entropy(groups.Values, n);
        double homogeneity = ofClasses == 0 ? 1 : mutual / ofClasses, completeness = ofGroups == 0 ? 1 : mutual / ofGroups;
        double pairs = joint.Values.Sum(Pairs), ofClass = classes.Values.Sum(Pairs), ofGroup = groups.Values.Sum(Pairs), all = Pairs((int)n);
        double expected = ofClass * ofGroup / all, most = (ofClass + ofGroup) / 2;
        return new ClusteringAgreement(homogeneity, completeness, homogeneity + completeness > 0 ? 2 * homogeneity * completeness / (homogeneity + completeness) : 0,
            most == expected ? 1 : (pairs - expected) / (most - expected), groups.Keys.Sum(g => joint.Where(j => j.Key.Item2 == g).Max(j => j.Value)) / n);
    }

    private static double Entropy(IEnumerable<int> counts, double n) => -counts.Sum(c => c / n * Math.Log(c / n));

    private static double Pairs(int n) => n * (n - 1.0) / 2;
}

/// <summary>How well clusters are separated, from the rows' features alone.</summary>
/// <param name="Silhouette">The mean of how much nearer rows are to their own cluster than to the next (Rousseeuw 1987), -1 to 1.</param>
/// <param name="DaviesBouldin">How wide clusters are for their distance (Davies and Bouldin 1979); lower is better.</param>
/// <param name="CalinskiHarabasz">The variance between clusters over that within (Calinski and Harabasz 1974); higher is better.</param>
public sealed record ClusteringSeparation(double Silhouette, double DaviesBouldin, double CalinskiHarabasz)
{
    /// <summary>Works the figures out with Euclidean distances. The silhouette looks at every pair of rows.</summary>
    /// <param name="features">The features of each row.</param>
    /// <param name="clusters">The cluster of each row.</param>
    /// <exception cref="ArgumentException">There are fewer than two clusters.</exception>
    public static ClusteringSeparation Of(IReadOnlyList<float[]> features, IReadOnlyList<int> clusters)
    {
        int[] names = [.. clusters.Distinct().Order()];
        if (names.Length < 2) throw new ArgumentException("Separation takes two clusters at least.", nameof(clusters));
        int[] own = [.. clusters.Select(c => Array.BinarySearch(names, c))];
        var counts = new double[names.Length];
        double[][] centres = [.. names.Select(_ => new double[features[0].Length])];
        var centre = new double[features[0].Length];
        for (int i = 0; i < own.Length; i++)
        {
            counts[own[i]]++;
            for (int d = 0; d < centre.Length; d++) centres[own[i]][d] += features[i][d];
        }
        for (int c = 0; c < names.Length; c++)
            for (int d = 0; d < centre.Length; d++)
            {
                centre[d] += centres[c][d] / own.Length;
                centres[c][d] /= counts[c];
            }
        var widths = new double[names.Length];
        double within = 0;
        for (int i = 0; i < own.Length; i++)
        {
            double squared = Squared(features[i], centres[own[i]]);
            within += squared;
            widths[own[i]] += Math.Sqrt(squared) / counts[own[i]];
        }
        double between = names.Select((_, c) => counts[c] * Squared(centres[c], centre)).Sum();
        double overlap = names.Select((_, c) => names.Select((_, o) => o == c ? 0 : (widths[c] + widths[o]) / Math.Sqrt(Squared(centres[c], centres[o]))).Max()).Average();
        return new ClusteringSeparation(Silhouettes(features, own, counts).Average(), overlap, between / (names.Length - 1) / (within / (own.Length - names.Length)));
    }

    private static double[] Silhouettes(IReadOnlyList<float[]> features, int[] own, double[] counts)
    {
        var result = new double[own.Length];
        Parallel.For(0, own.Length, i =>
        {
            if (counts[own[i]] == 1) return;
            var sums = new double[counts.Length];
            for (int j = 0; j < own.Length; j++) sums[own[j]] += Math.Sqrt(Squared(features[i], features[j]));
            double inner = sums[own[i]] / (counts[own[i]] - 1), outer = double.PositiveInfinity;
            for (int c = 0; c < sums.Length; c++)
                if (c != own[i]) outer = Math.Min(outer, sums[c] / counts[c]);
            result[i] = Math.Max(inner, outer) > 0 ? (outer - inner) / Math.Max(inner, outer) : 0;
        });
        return result;
    }

    private static double Squared(float[] a, float[] b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++) sum += ((double)a[d] - b[d]) * ((double)a[d] - b[d]);
        return sum;
    }

    private static double Squared(float[] a, double[] b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
        return sum;
    }

    private static double Squared(double[] a, double[] b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
        return sum;
    }
}

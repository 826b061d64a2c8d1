namespace Microsoft.ML.Transforms;

/// <summary>
/// Divides values into bins that tell as much of a label as possible: bins are divided where that gains most information, as long as
/// it gains more than the description of the cut costs (Fayyad and Irani 1993).
/// </summary>
internal sealed class LabelBins
{
    private readonly int[][] _below;
    private readonly int _labels;
    private readonly int _minimum;

    private LabelBins(int[][] below, int labels, int minimum)
    {
        _below = below;
        _labels = labels;
        _minimum = minimum;
    }

    /// <summary>The upper bounds of the bins, the last infinite.</summary>
    public static double[] Find(List<double> values, List<int> labels, int maximum, int minimumPerBin)
    {
        if (values.Count == 0) return [double.PositiveInfinity];
        int classes = labels.Max() + 1;
        List<double> distinct = [];
        List<int[]> below = [new int[classes]];
        int[] running = new int[classes];
        foreach (int i in Enumerable.Range(0, values.Count).OrderBy(i => values[i]))
        {
            if (distinct.Count == 0 || values[i] > distinct[^1])
            {
                if (distinct.Count > 0) below.Add([.. running]);
                distinct.Add(values[i]);
            }
            running[labels[i]]++;
        }
        below.Add(running);
        List<int> cuts = new LabelBins([.. below], classes, minimumPerBin).Cut(distinct.Count, maximum);
        return [.. cuts.Order().Select(cut => DensityBins.Between(distinct[cut - 1], distinct[cut])), double.PositiveInfinity];
    }

    private List<int> Cut(int count, int maximum)
    {
        PriorityQueue<(int From, int Cut, int To), double> bins = new();
        List<int> cuts = [];
        Wait(0, count);
        while (cuts.Count < maximum - 1 && bins.TryDequeue(out (int From, int Cut, int To) bin, out _))
        {
            cuts.Add(bin.Cut);
            Wait(bin.From, bin.Cut);
            Wait(bin.Cut, bin.To);
        }
        return cuts;

        void Wait(int from, int to)
        {
            if (BestCut(from, to) is (int cut, double gain)) bins.Enqueue((from, cut, to), -gain);
        }
    }

    private (int Cut, double Gain)? BestCut(int from, int to)
    {
        double entropy = Entropy(from, to, out int total);
        if (total < _minimum || entropy <= 0) return null;
        double most = 0, cost = Math.Log(to - from);
        int best = -1;
        for (int cut = from + 1; cut < to; cut++)
        {
            double left = Entropy(from, cut, out int leftCount), right = Entropy(cut, to, out int rightCount);
            double gain = total * entropy - leftCount * left - rightCount * right - (cost - _labels * (entropy - left - right));
            if (gain > most) (best, most) = (cut, gain);
        }
        return best < 0 ? null : (best, most);
    }

    private double Entropy(int from, int to, out int total)
    {
        total = 0;
        for (int label = 0; label < _labels; label++) total += _below[to][label] - _below[from][label];
        double entropy = 0;
        for (int label = 0; label < _labels; label++)
        {
            int count = _below[to][label] - _below[from][label];
            if (count > 0 && count < total) entropy -= (double)count / total * Math.Log((double)count / total);
        }
        return entropy;
    }
}

namespace Microsoft.ML.Transforms;

/// <summary>
/// Divides values into bins that hold as equal numbers of them as possible: first the fullest bin is divided again and again, then
/// each bound is moved to where it divides what lies between its neighbours best, the largest gain first.
/// </summary>
internal static class DensityBins
{
    /// <summary>The upper bounds of the bins, the last infinite.</summary>
    /// <param name="values">The values; they are sorted.</param>
    /// <param name="maximum">The most bins.</param>
    /// <param name="zeros">How many zeros there are besides.</param>
    public static double[] Find(List<double> values, int maximum, int zeros = 0)
    {
        (double[] distinct, int[] below) = Count(values, zeros);
        if (distinct.Length <= 1) return [double.PositiveInfinity];
        int[] cuts = distinct.Length <= maximum ? [.. Enumerable.Range(1, distinct.Length - 1)] : Cut(below, maximum);
        return [.. cuts.Select(cut => Between(distinct[cut - 1], distinct[cut])), double.PositiveInfinity];
    }

    /// <summary>A bound between two values: their middle.</summary>
    public static double Between(double low, double high)
    {
        double middle = Math.Max(low, double.MinValue) / 2 + Math.Min(high, double.MaxValue) / 2;
        return middle > low ? middle : high;
    }

    /// <summary>The number of the bin that a value lies in.</summary>
    public static int Place(double value, double[] bounds)
    {
        int place = Array.BinarySearch(bounds, value);
        return Math.Min(place < 0 ? ~place : place, bounds.Length - 1);
    }

    private static (double[] Distinct, int[] Below) Count(List<double> values, int zeros)
    {
        values.Sort();
        List<double> distinct = [];
        List<int> below = [];
        int before = 0;
        foreach (double value in values)
        {
            if (zeros > 0 && value > 0 && (distinct.Count == 0 || distinct[^1] < 0)) AddZeros();
            if (distinct.Count == 0 || value > distinct[^1])
            {
                distinct.Add(value);
                below.Add(before);
            }
            before++;
        }
        if (zeros > 0 && (distinct.Count == 0 || distinct[^1] < 0)) AddZeros();
        below.Add(before);
        return ([.. distinct], [.. below]);

        void AddZeros()
        {
            distinct.Add(0);
            below.Add(before);
            before += zeros;
        }
    }

    private static int[] Cut(int[] below, int maximum)
    {
        // Bins wait by how much a cut would gain.
        PriorityQueue<(int From, int Cut, int To), long> bins = new();
        Wait(0, below.Length - 1);
        List<int> cuts = [0, below.Length - 1];
        while (cuts.Count < maximum + 1)
        {
            (int from, int cut, int to) = bins.Dequeue();
            cuts.Add(cut);
            if (from < cut - 1) Wait(from, cut);
            if (cut < to - 1) Wait(cut, to);
        }
        cuts.Sort();
        Move(cuts, below);
        return [.. cuts.Skip(1).SkipLast(1)];

        void Wait(int from, int to)
        {
            int cut = Best(below, from, to, -1);
            bins.Enqueue((from, cut, to), -Gain(below, from, cut, to));
        }
    }

    private static void Move(List<int> cuts, int[] below)
    {
        double ideal = (double)below[^1] / (cuts.Count - 1);
        while (true)
        {
            long most = 0;
            int moved = -1, target = 0;
            for (int i = 1; i < cuts.Count - 1; i++)
            {
                int best = Best(below, cuts[i - 1], cuts[i + 1], ideal * i);
                long gain = Gain(below, cuts[i - 1], best, cuts[i + 1]) - Gain(below, cuts[i - 1], cuts[i], cuts[i + 1]);
                if (gain > most) (most, moved, target) = (gain, i, best);
            }
            if (moved < 0) return;
            cuts[moved] = target;
        }
    }

    // The cut nearest to the middle of the values; of two that are equally good, the one nearer to where the bound would ideally lie.
    private static int Best(int[] below, int from, int to, double ideal)
    {
        int place = Array.BinarySearch(below, from, to - from + 1, (int)(((long)below[from] + below[to]) / 2));
        int cut = Math.Clamp(place < 0 ? ~place : place, from + 1, to - 1);
        foreach (int other in (ReadOnlySpan<int>)[cut - 1, cut + 1])
        {
            if (other <= from || other >= to) continue;
            long gain = Gain(below, from, other, to) - Gain(below, from, cut, to);
            if (gain > 0 || gain == 0 && ideal >= 0 && Math.Abs(below[other] - ideal) < Math.Abs(below[cut] - ideal)) cut = other;
        }
        return cut;
    }

    private static long Gain(int[] below, int from, int cut, int to) => (long)(below[to] - below[cut]) * (below[cut] - below[from]);
}

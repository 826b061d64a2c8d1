namespace MlNetDeepLearning.DeepLearning;

/// <summary>Sets a part of each class aside.</summary>
public static class StratifiedSplit
{
    /// <summary>
    /// Takes a fraction of each class out, rounded, at least one picture of a class that has two or more when the fraction is not 0. Which
    /// ones depends on the seed, the classes and the order of the pictures alone.
    /// </summary>
    public static (List<ImageSample> Remaining, List<ImageSample> Taken) Take(IReadOnlyList<ImageSample> samples, double fraction, int seed)
    {
        if (fraction is < 0 or >= 1) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction to set aside is at least 0 and below 1.");
        HashSet<ImageSample> taken = [];
        foreach (IGrouping<string, ImageSample> label in samples.GroupBy(s => s.Label))
        {
            ImageSample[] members = [.. label];
            int count = fraction == 0 || members.Length < 2 ? 0 : Math.Clamp((int)Math.Round(members.Length * fraction), 1, members.Length - 1);
            new Random(seed).Shuffle(members);
            taken.UnionWith(members.Take(count));
        }
        return ([.. samples.Where(s => !taken.Contains(s))], [.. samples.Where(taken.Contains)]);
    }
}

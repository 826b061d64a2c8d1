using MlNetDeepLearning.Datasets;

namespace MlNetDeepLearning.Tests.Unit.Datasets;

public class SeedlingTableTests
{
    [Fact]
    public void TheGeneratorGivesTheFileOfTheRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MlNetDeepLearning.sln"))) folder = folder.Parent;
        Assert.Equal(SeedlingTable.ToText(), File.ReadAllText(Path.Combine(folder.FullName, "datasets", "seedlings", "seedlings.csv")));
    }

    [Fact]
    public void BothAnswersAreCommonAndSomeAciditiesMissing()
    {
        string[][] rows = [.. SeedlingTable.ToText().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(r => r.Split(','))];
        Assert.Equal(SeedlingTable.Rows, rows.Length);
        Assert.InRange(rows.Count(r => r[6] == "yes"), SeedlingTable.Rows * 0.3, SeedlingTable.Rows * 0.6);
        Assert.InRange(rows.Count(r => r[5].Length == 0), 100, 200);
    }
}

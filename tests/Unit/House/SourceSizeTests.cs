namespace MlNetDeepLearning.Tests.Unit.House;

/// <summary>Holds the source files to the sizes that the design allows.</summary>
public class SourceSizeTests
{
    private const int Most = 300;
    private const int MostAtAll = 500;
    private const int MostOfAnOperator = 120;
    private const int MostOfAPipeline = 150;

    // Files that may have up to 500 lines, each with its reason.
    private static readonly Dictionary<string, string> Longer = new()
    {
        ["src/Tensors/Simd/Tile512.cs"] = "the register tile is spelled out row by row, which the compiler cannot do from a loop",
    };

    // Operators that may have up to 300 lines, each with its reason.
    private static readonly Dictionary<string, string> LongerOperators = [];

    [Fact]
    public void FilesStaySmall()
    {
        string root = Root() ?? throw new InvalidOperationException("The tests do not lie below the repository's root.");
        List<string> found = [];
        foreach (string file in SourceFiles(root))
        {
            string relative = Path.GetRelativePath(root, file).Replace('\\', '/');
            int lines = File.ReadLines(file).Count();
            int most = relative.StartsWith("src/Graphs/Operators/", StringComparison.Ordinal)
                    ? LongerOperators.ContainsKey(relative) ? Most : MostOfAnOperator
                : relative.StartsWith("src/Pipelines/", StringComparison.Ordinal) && relative.EndsWith("/Program.cs", StringComparison.Ordinal) ? MostOfAPipeline
                : Longer.ContainsKey(relative) ? MostAtAll : Most;
            if (lines > most) found.Add($"{relative} has {lines} lines, at most {most} are allowed");
        }
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void ExceptionsAreStillNeeded()
    {
        string root = Root()!;
        foreach ((string file, string reason) in Longer.Concat(LongerOperators))
        {
            Assert.False(string.IsNullOrWhiteSpace(reason), file);
            int lines = File.ReadLines(Path.Combine(root, file)).Count();
            Assert.True(lines > (LongerOperators.ContainsKey(file) ? MostOfAnOperator : Most), $"{file} has {lines} lines and needs no exception any more.");
        }
    }

    private static IEnumerable<string> SourceFiles(string root) =>
        new[] { "src", "tests", "datasets" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string? Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) return folder.FullName;
        return null;
    }
}

namespace MlNetDeepLearning.Tests.Unit.House;

/// <summary>Holds the source files to the sizes that the design allows.</summary>
public class SourceSizeTests
{
    private const int Most = 300;
    private const int MostAtAll = 500;
    private const int MostOfAnOperator = 120;
    private const int MostOfAPipeline = 150;

    // Files that may have up to 500 lines, each with its reason.
    private static readonly Dictionary<string, string> Longer = [];

    // Operators that may have up to 300 lines, each with its reason.
    private static readonly Dictionary<string, string> LongerOperators = new()
    {
        ["src/Graphs/Operators/Arrays/Pad.cs"] = "four modes of padding, each with its gradient",
        ["src/Graphs/Operators/Math/Selections/TopK.cs"] = "the selection itself, in the order that ties have",
        ["src/Graphs/Operators/Networks/SoftCrossEntropy.cs"] = "the loss and its fused gradient share one pass over the logits",
        ["src/Graphs/Operators/Networks/ConvTranspose.cs"] = "output padding and output shape are two ways to say the same, and both must be checked",
        ["src/Graphs/Operators/Networks/Dropout.cs"] = "mask and gradient kernels belong to one stream of random numbers",
        ["src/Graphs/Operators/Networks/Normalization/FusedBatchNormalization.cs"] = "the operator and its gradient, which make sense only together",
        ["src/Graphs/Operators/Networks/Normalization/BatchNormalization.cs"] = "training and scoring forms with the statistics that one hands to the other",
    };

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

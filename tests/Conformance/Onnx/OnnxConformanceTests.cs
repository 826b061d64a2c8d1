using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeepLearning.Tensors;
using Xunit.Abstractions;

namespace MlNetDeepLearning.Tests.Conformance.Onnx;

public sealed class OnnxConformanceTests(ITestOutputHelper output)
{
    private const int LeastPassed = 1040;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // A case runs once, whether its own test or the count asks for it first.
    private static readonly ConcurrentDictionary<(OnnxCase Case, OnnxExecutor Executor), Lazy<string?>> Failures = new();

    private static readonly Dictionary<string, OnnxCase> ByName = OnnxTestData.Cases.ToDictionary(c => c.Name);

    public static TheoryData<string, OnnxExecutor> Rows
    {
        get
        {
            TheoryData<string, OnnxExecutor> rows = [];
            foreach (OnnxCase c in OnnxTestData.Cases)
                foreach (OnnxExecutor executor in Enum.GetValues<OnnxExecutor>()) rows.Add(c.Name, executor);
            return rows;
        }
    }

    [OnnxDataTheory]
    [MemberData(nameof(Rows))]
    public void OutputsAreAsExpected(string name, OnnxExecutor executor)
    {
        string? failure = Failure(ByName[name], executor);
        if (OnnxExceptions.Reason(name, executor) is not { } reason) Assert.True(failure is null, failure);
        else Assert.True(failure is not null, $"The case passes; take it from onnx-exceptions.txt, where it stands because: {reason}");
    }

    [OnnxDataFact]
    public void AllCasesAreHereAndWhatIsSaidOfOnesNamesThem()
    {
        Assert.Equal(OnnxTestData.CaseCount, OnnxTestData.Cases.Count);
        Assert.All(OnnxExceptions.All, e => Assert.Contains(e.Case, ByName.Keys));
        Assert.All(OnnxTolerance.Names, name => Assert.Contains(name, ByName.Keys));
    }

    [OnnxDataFact]
    public void AtLeast1040CasesPassOnBothExecutors()
    {
        SortedDictionary<string, SortedDictionary<string, Count>> counts = [];
        foreach (OnnxExecutor executor in Enum.GetValues<OnnxExecutor>())
        {
            SortedDictionary<string, Count> groups = counts[executor.ToString().ToLowerInvariant()] = [];
            foreach (IGrouping<string, OnnxCase> group in OnnxTestData.Cases.GroupBy(c => c.Group))
                groups[group.Key] = new Count(group.Count(c => Failure(c, executor) is null), group.Count());
            groups["all"] = new Count(groups.Values.Sum(g => g.Passed), groups.Values.Sum(g => g.Cases));
            foreach ((string group, Count count) in groups) output.WriteLine($"{executor,-10} {group,-18} {count.Passed,5} of {count.Cases,5}");
        }
        string folder = Path.Combine(RepositoryRoot(), "artifacts", "conformance");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "onnx.json"), JsonSerializer.Serialize(counts, Indented) + "\n");
        Assert.All(counts.Values, groups => Assert.InRange(groups["all"].Passed, LeastPassed, OnnxTestData.CaseCount));
    }

    private static string? Failure(OnnxCase c, OnnxExecutor executor) =>
        Failures.GetOrAdd((c, executor), key => new Lazy<string?>(() => key.Case.Run(key.Executor))).Value;

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) folder = folder.Parent;
        return folder!.FullName;
    }

    private sealed record Count([property: JsonPropertyName("passed")] int Passed, [property: JsonPropertyName("cases")] int Cases);
}

/// <summary>The comparison itself must see what it is there for.</summary>
public sealed class OnnxComparisonTests
{
    private static readonly OnnxTolerance Tolerance = OnnxTolerance.Of("any");

    [Fact]
    public void CloseNumbersPassAndOthersDoNot()
    {
        Tensor expected = Tensor.Of<float>([4], 100, float.NaN, float.PositiveInfinity, 0);
        Assert.Null(OnnxComparison.Difference(expected, Tensor.Of<float>([4], 100.09f, float.NaN, float.PositiveInfinity, 5e-8f), Tolerance));
        Assert.Contains("element 0", OnnxComparison.Difference(expected, Tensor.Of<float>([4], 100.2f, float.NaN, float.PositiveInfinity, 0), Tolerance));
        Assert.Contains("element 1", OnnxComparison.Difference(expected, Tensor.Of<float>([4], 100, 0, float.PositiveInfinity, 0), Tolerance));
        Assert.Contains("element 2", OnnxComparison.Difference(expected, Tensor.Of<float>([4], 100, float.NaN, float.NegativeInfinity, 0), Tolerance));
        Assert.Contains("element 3", OnnxComparison.Difference(expected, Tensor.Of<float>([4], 100, float.NaN, float.PositiveInfinity, float.NaN), Tolerance));
    }

    [Fact]
    public void TypesShapesIntegersAndTextsMustBeEqual()
    {
        Assert.NotNull(OnnxComparison.Difference(Tensor.Ints(1, 2), Tensor.Of<int>([2], 1, 2), Tolerance));
        Assert.NotNull(OnnxComparison.Difference(Tensor.Ints(1, 2), Tensor.Of<long>([2, 1], 1, 2), Tolerance));
        Assert.Contains("element 1", OnnxComparison.Difference(Tensor.Ints(1, 2000), Tensor.Ints(1, 2001), Tolerance));
        Assert.Contains("'b'", OnnxComparison.Difference(Tensor.OfStrings([1], "a"), Tensor.OfStrings([1], "b"), Tolerance));
        Assert.Null(OnnxComparison.Difference(Tensor.OfStrings([1], "a"), Tensor.OfStrings([1], "a"), Tolerance));
    }
}

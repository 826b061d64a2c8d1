using System.Reflection;
using System.Text.Json;
using MlNetDeepLearning.Tests.Unit;
using Xunit.Abstractions;

namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

public sealed class MLNetApiTests(ITestOutputHelper output)
{
    private const string ShortName = "MlNetDeepLearning.";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Assembly[] Ours = [typeof(Microsoft.ML.IDataView).Assembly, typeof(Microsoft.Extensions.ML.MLOptions).Assembly];

    /// <summary>Assemblies of which each member is there, or is left out for a reason that is written down.</summary>
    private static readonly string[] Complete =
    [
        "Microsoft.Extensions.ML", "Microsoft.ML.Core", "Microsoft.ML.Data", "Microsoft.ML.DataView", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.KMeansClustering",
        "Microsoft.ML.OnnxConverter", "Microsoft.ML.OnnxTransformer", "Microsoft.ML.PCA", "Microsoft.ML.StandardTrainers", "Microsoft.ML.TensorFlow", "Microsoft.ML.Transforms",
        "Microsoft.ML.Vision",
    ];

    [SharedDataFact("mlnet-api")]
    public void EveryPublicMemberInAnOfficialNamespaceIsInTheListingWithTheSameSignature()
    {
        ApiListing listing = ApiListing.Read();
        List<string> faults = [];
        foreach (ApiEntry ours in Ours.SelectMany(ApiReflection.Describe))
        {
            string name = ours.Id[2..];
            if (!name.StartsWith("Microsoft.ML", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Extensions.ML", StringComparison.Ordinal))
            {
                if (!name.StartsWith(ShortName, StringComparison.Ordinal)) faults.Add($"{ours.Id}: neither in Microsoft.ML nor in a namespace of ours");
                continue;
            }
            // The types of the sessions' options stand in a package that the official ones depend on and the listing leaves out.
            if (name.StartsWith("Microsoft.ML.OnnxRuntime.", StringComparison.Ordinal)) continue;
            if (!listing.Entries.TryGetValue(ours.Id, out ApiEntry? official))
            {
                faults.Add($"{ours.Id}: not in the listing");
                continue;
            }
            if (ours.Signature != official.Signature) faults.Add($"{ours.Id}:\n    listed {official.Signature}\n    ours   {ours.Signature}");
            if (ours.Type != official.Type) faults.Add($"{ours.Id}:\n    listed {official.Type}\n    ours   {ours.Type}");
            if (ours.Modifiers != official.Modifiers) faults.Add($"{ours.Id}:\n    listed {official.Modifiers}\n    ours   {ours.Modifiers}");
        }
        Assert.True(faults.Count == 0, $"{faults.Count} differences from the official API:\n{string.Join("\n", faults)}");
    }

    [SharedDataFact("mlnet-api")]
    public void CoverageOfTheListingDoesNotFall()
    {
        ApiListing listing = ApiListing.Read();
        HashSet<string> ours = Covered();
        SortedDictionary<string, Coverage> figures = [];
        foreach ((string assembly, IReadOnlyDictionary<string, ApiEntry> entries) in listing.Assemblies)
        {
            int covered = entries.Keys.Count(ours.Contains);
            figures[assembly] = new Coverage(covered, entries.Count, [.. entries.Keys.Where(id => !ours.Contains(id))]);
            output.WriteLine($"{assembly,-32} {covered,5} of {entries.Count,5}  {100.0 * covered / entries.Count,6:0.0} %");
        }
        string artifacts = Path.Combine(RepositoryRoot(), "artifacts", "conformance");
        Directory.CreateDirectory(artifacts);
        File.WriteAllText(Path.Combine(artifacts, "mlnet-api.json"), JsonSerializer.Serialize(figures, Indented) + "\n");
        File.WriteAllLines(Path.Combine(artifacts, "mlnet-api-missing.txt"),
            listing.Assemblies.SelectMany(pair => pair.Value.Keys.Where(id => !ours.Contains(id)).Select(id => $"{pair.Key}\t{id}")));

        string committed = Path.Combine(RepositoryRoot(), "tests", "Conformance", "mlnet-api-coverage.json");
        Dictionary<string, Coverage> baseline = JsonSerializer.Deserialize<Dictionary<string, Coverage>>(File.ReadAllText(committed))!;
        string[] fallen = [.. baseline.Where(pair => figures.GetValueOrDefault(pair.Key, new Coverage(0, 0)).Covered < pair.Value.Covered)
            .Select(pair => $"{pair.Key}: {figures.GetValueOrDefault(pair.Key)?.Covered ?? 0} members, {pair.Value.Covered} before")];
        Assert.True(fallen.Length == 0, $"Coverage fell:\n{string.Join("\n", fallen)}");
    }

    [SharedDataFact("mlnet-api")]
    public void WhatIsLeftOutOfACompleteAssemblyIsSaidWithItsReason()
    {
        ApiListing listing = ApiListing.Read();
        HashSet<string> ours = Covered();
        Dictionary<string, string> reasons = File.ReadLines(Path.Combine(RepositoryRoot(), "tests", "Conformance", "mlnet-api-left-out.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1]);
        string[] unsaid = [.. Complete.SelectMany(assembly => listing.Assemblies[assembly].Keys).Where(id => !ours.Contains(id) && !reasons.ContainsKey(id))];
        Assert.True(unsaid.Length == 0, $"Neither there nor in mlnet-api-left-out.txt:\n{string.Join("\n", unsaid)}");
        string[] outdated = [.. reasons.Keys.Where(id => ours.Contains(id) || !listing.Entries.ContainsKey(id))];
        Assert.True(outdated.Length == 0, $"In mlnet-api-left-out.txt, but there or not listed:\n{string.Join("\n", outdated)}");
    }

    [Fact]
    public void MembersThatOnlyThrowAreSeen()
    {
        Assert.True(ThrowingMembers.OnlyThrows(((Func<int>)Throws).Method));
        Assert.False(ThrowingMembers.OnlyThrows(((Func<int, int>)MayThrow).Method));
    }

    private static int Throws() => throw new NotSupportedException();

    private static int MayThrow(int value) => value > 0 ? value : throw new NotSupportedException();

    [SharedDataFact("mlnet-api")]
    public void AssembliesOnTopUseListedMembersOnly()
    {
        ApiListing listing = ApiListing.Read();
        List<string> faults = [];
        foreach (string assembly in AssembliesOnTop())
            faults.AddRange(MemberReferences.Of(assembly, "Microsoft.ML").Where(id => !IsListed(listing, id)).Select(id => $"{Path.GetFileName(assembly)} uses {id}"));
        Assert.True(faults.Count == 0, $"Not in the official API:\n{string.Join("\n", faults)}");
    }

    [SharedDataFact("mlnet-api")]
    public void TheReferenceReaderSeesWhatThisVeryAssemblyUses()
    {
        IReadOnlySet<string> used = MemberReferences.Of(typeof(MLNetApiTests).Assembly.Location, "Microsoft.ML");
        Assert.Contains("T:Microsoft.ML.IDataView", used);
        Assert.Contains("M:Microsoft.ML.Data.VBuffer`1.#ctor(System.Int32,`0[],System.Int32[])", used);
        Assert.Contains("P:Microsoft.ML.Data.NumberDataViewType.Single", used);
        Assert.Equal(2, new Microsoft.ML.Data.VBuffer<float>(2, new float[2]).Length);
        Assert.Equal("Single", Microsoft.ML.Data.NumberDataViewType.Single.ToString());
    }

    // Delegates' Invoke and constructors, and enums' value fields, are used by the compiler and listed nowhere.
    private static bool IsListed(ApiListing listing, string id)
        => listing.Entries.ContainsKey(id)
            || id.StartsWith("M:", StringComparison.Ordinal) && DelegateMember(listing, id);

    private static bool DelegateMember(ApiListing listing, string id)
    {
        string name = id[2..].Split('(')[0];
        string parent = name[..name.LastIndexOf('.')];
        return listing.Entries.TryGetValue("T:" + parent, out ApiEntry? type) && type.Signature.StartsWith("public delegate", StringComparison.Ordinal)
            && (name.EndsWith(".Invoke", StringComparison.Ordinal) || name.EndsWith(".#ctor", StringComparison.Ordinal));
    }

    private static IEnumerable<string> AssembliesOnTop()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "MlNetDeepLearning.DeepLearning.dll");
        yield return Path.Combine(AppContext.BaseDirectory, "MlNetDeepLearning.Reports.dll");
        yield return Path.Combine(AppContext.BaseDirectory, "MlNetDeepLearning.Hosting.dll");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (string pipeline in Directory.GetDirectories(Path.Combine(RepositoryRoot(), "src", "Pipelines")))
        {
            string name = Path.GetFileName(pipeline);
            string folder = Path.Combine(pipeline, "bin", configuration, "net10.0");
            foreach (string candidate in new[] { $"{name}.dll", $"MlNetDeepLearning.{name}.dll" })
                if (name != "Hosting" && File.Exists(Path.Combine(folder, candidate))) yield return Path.Combine(folder, candidate);
        }
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    // A member that only throws is there for the compiler, not for the user.
    private static HashSet<string> Covered()
        => [.. Ours.SelectMany(ApiReflection.Describe).Select(entry => entry.Id).Except(Ours.SelectMany(ThrowingMembers.In))];

    private sealed record Coverage(int Covered, int Listed, IReadOnlyList<string>? Missing = null);
}

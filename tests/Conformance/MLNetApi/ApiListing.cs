using MlNetDeepLearning.Tests.Unit;

namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

/// <summary>One line of the listing of the official API: what the member looks like, in words that can be compared.</summary>
public sealed record ApiEntry(string Id, string Signature, string Type, string Modifiers);

/// <summary>The official public API as <c>../shared/mlnet-api</c> lists it, by documentation ID.</summary>
public sealed class ApiListing
{
    private ApiListing(IReadOnlyDictionary<string, IReadOnlyDictionary<string, ApiEntry>> assemblies)
    {
        Assemblies = assemblies;
        Entries = assemblies.Values.SelectMany(assembly => assembly).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.First().Value);
    }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ApiEntry>> Assemblies { get; }

    public IReadOnlyDictionary<string, ApiEntry> Entries { get; }

    public static ApiListing Read()
    {
        SortedDictionary<string, IReadOnlyDictionary<string, ApiEntry>> assemblies = [];
        foreach (string file in Directory.GetFiles(SharedData.PathOf("mlnet-api"), "*.txt"))
        {
            Dictionary<string, ApiEntry> entries = [];
            foreach (string line in File.ReadLines(file))
            {
                if (line.Length == 0 || line.StartsWith("D:", StringComparison.Ordinal)) continue;
                string[] parts = line.Split('\t');
                entries[parts[0]] = parts[0].StartsWith("T:", StringComparison.Ordinal)
                    ? new ApiEntry(parts[0], parts[1], string.Join("; ", parts[2..].Where(part => part.StartsWith("base ") || part.StartsWith("interfaces ") || part.StartsWith("returns "))), "")
                    : new ApiEntry(parts[0], parts[1], parts[2], WithoutAttributes(parts.Length > 3 ? parts[3] : ""));
            }
            assemblies[Path.GetFileNameWithoutExtension(file)] = entries;
        }
        return new ApiListing(assemblies);
    }

    private static string WithoutAttributes(string modifiers)
    {
        int bracket = modifiers.IndexOf(" [", StringComparison.Ordinal);
        return bracket < 0 ? modifiers : modifiers[..bracket];
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// All operators by domain and name. Operators register themselves when the assembly loads (a module initializer in the operator's own
/// file), so that adding one touches no list.
/// </summary>
public static class OperatorSet
{
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    private static readonly ConcurrentDictionary<(string Domain, string Name), Lazy<OperatorType>> Types = new();

    /// <summary>Every registered operator.</summary>
    public static IEnumerable<OperatorType> All => Types.Values.Select(t => t.Value).OrderBy(t => t.Domain).ThenBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>Makes an operator known.</summary>
    /// <param name="domain">Its ONNX domain.</param>
    /// <param name="name">Its ONNX name, where it is not the record's own.</param>
    public static void Register<[DynamicallyAccessedMembers(Members)] T>(string domain = "", string? name = null) where T : Operator
    {
        if (!Types.TryAdd((domain, name ?? typeof(T).Name), new Lazy<OperatorType>(() => new OperatorType(domain, name ?? typeof(T).Name, typeof(T)))))
            throw new InvalidOperationException($"Operator '{domain}:{name ?? typeof(T).Name}' is registered twice.");
    }

    /// <summary>The operator of that domain and name, or null when there is none.</summary>
    public static OperatorType? Find(string domain, string name) =>
        Types.TryGetValue((domain == "ai.onnx" ? "" : domain, name), out Lazy<OperatorType>? type) ? type.Value : null;

    /// <summary>The description of an operator's own type.</summary>
    public static OperatorType Of(Operator op) =>
        Find(op.Domain, op.OpType) ?? throw new InvalidOperationException($"Operator '{op.Domain}:{op.OpType}' is not registered.");
}

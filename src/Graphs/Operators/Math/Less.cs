using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether a &lt; b, element by element with broadcasting (ONNX Less); false where either is NaN.</summary>
public sealed record Less : ComparisonOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Compare(k, default(Function));

    private readonly struct Function : IComparison
    {
        public bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a < b;
    }
}

/// <summary>Applies <see cref="Less"/>.</summary>
public static class LessBuilder
{
    /// <summary>Whether a &lt; b, element by element with broadcasting.</summary>
    public static Value Less(this Value a, Value b) => a.Graph.Add(new Less(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Less>();
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether a = b, element by element with broadcasting (ONNX Equal); false where either is NaN.</summary>
public sealed record Equal : ComparisonOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Compare(k, default(Function));

    private readonly struct Function : IComparison
    {
        public bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a == b;
    }
}

/// <summary>Applies <see cref="Equal"/>.</summary>
public static class EqualBuilder
{
    /// <summary>Whether a = b, element by element with broadcasting.</summary>
    public static Value Equal(this Value a, Value b) => a.Graph.Add(new Equal(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Equal>();
}

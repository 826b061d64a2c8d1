using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether a ≥ b, element by element with broadcasting (ONNX GreaterOrEqual); false where either is NaN.</summary>
public sealed record GreaterOrEqual : ComparisonOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Compare(k, default(Function));

    private readonly struct Function : IComparison
    {
        public bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a >= b;
    }
}

/// <summary>Applies <see cref="GreaterOrEqual"/>.</summary>
public static class GreaterOrEqualBuilder
{
    /// <summary>Whether a ≥ b, element by element with broadcasting.</summary>
    public static Value GreaterOrEqual(this Value a, Value b) => a.Graph.Add(new GreaterOrEqual(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GreaterOrEqual>();
}

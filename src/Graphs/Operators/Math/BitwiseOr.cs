using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The bits that either has, element by element with broadcasting; for integers (ONNX BitwiseOr).</summary>
public sealed record BitwiseOr : BitwiseOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Combine(k, default(Function));

    private readonly struct Function : IBits
    {
        public T Invoke<T>(T a, T b) where T : unmanaged, IBinaryInteger<T> => a | b;
    }
}

/// <summary>Applies <see cref="BitwiseOr"/>.</summary>
public static class BitwiseOrBuilder
{
    /// <summary>The bits that either has, element by element with broadcasting.</summary>
    public static Value BitwiseOr(this Value a, Value b) => a.Graph.Add(new BitwiseOr(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<BitwiseOr>();
}

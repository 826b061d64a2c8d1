using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The bits that both have, element by element with broadcasting; for integers (ONNX BitwiseAnd).</summary>
public sealed record BitwiseAnd : BitwiseOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Combine(k, default(Function));

    private readonly struct Function : IBits
    {
        public T Invoke<T>(T a, T b) where T : unmanaged, IBinaryInteger<T> => a & b;
    }
}

/// <summary>Applies <see cref="BitwiseAnd"/>.</summary>
public static class BitwiseAndBuilder
{
    /// <summary>The bits that both have, element by element with broadcasting.</summary>
    public static Value BitwiseAnd(this Value a, Value b) => a.Graph.Add(new BitwiseAnd(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<BitwiseAnd>();
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The bits that exactly one has, element by element with broadcasting; for integers (ONNX BitwiseXor).</summary>
public sealed record BitwiseXor : BitwiseOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Combine(k, default(Function));

    private readonly struct Function : IBits
    {
        public T Invoke<T>(T a, T b) where T : unmanaged, IBinaryInteger<T> => a ^ b;
    }
}

/// <summary>Applies <see cref="BitwiseXor"/>.</summary>
public static class BitwiseXorBuilder
{
    /// <summary>The bits that exactly one has, element by element with broadcasting.</summary>
    public static Value BitwiseXor(this Value a, Value b) => a.Graph.Add(new BitwiseXor(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<BitwiseXor>();
}

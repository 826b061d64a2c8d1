using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether exactly one is true, element by element with broadcasting (ONNX Xor).</summary>
public sealed record Xor : LogicOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Combine(k, default(Function));

    private readonly struct Function : ILogic
    {
        public byte Invoke(byte a, byte b) => (byte)(a ^ b);
    }
}

/// <summary>Applies <see cref="Xor"/>.</summary>
public static class XorBuilder
{
    /// <summary>Whether exactly one is true, element by element with broadcasting.</summary>
    public static Value Xor(this Value a, Value b) => a.Graph.Add(new Xor(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Xor>();
}

using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether either is true, element by element with broadcasting (ONNX Or).</summary>
public sealed record Or : LogicOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Combine(k, default(Function));

    private readonly struct Function : ILogic
    {
        public byte Invoke(byte a, byte b) => (byte)(a | b);
    }
}

/// <summary>Applies <see cref="Or"/>.</summary>
public static class OrBuilder
{
    /// <summary>Whether either is true, element by element with broadcasting.</summary>
    public static Value Or(this Value a, Value b) => a.Graph.Add(new Or(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Or>();
}

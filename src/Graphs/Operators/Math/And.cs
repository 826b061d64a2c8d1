using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether both are true, element by element with broadcasting (ONNX And).</summary>
public sealed record And : LogicOperator
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Combine(k, default(Function));

    private readonly struct Function : ILogic
    {
        public byte Invoke(byte a, byte b) => (byte)(a & b);
    }
}

/// <summary>Applies <see cref="And"/>.</summary>
public static class AndBuilder
{
    /// <summary>Whether both are true, element by element with broadcasting.</summary>
    public static Value And(this Value a, Value b) => a.Graph.Add(new And(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<And>();
}

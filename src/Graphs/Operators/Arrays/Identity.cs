using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The operand itself (ONNX Identity).</summary>
public sealed record Identity : Operator
{
    /// <inheritdoc/>
    public override int ViewOf => 0;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(0);

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Input(0).CopyTo(k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy);
}

/// <summary>Applies <see cref="Identity"/>.</summary>
public static class IdentityBuilder
{
    /// <summary>The value itself, as a result of its own.</summary>
    public static Value Identity(this Value x) => x.Graph.Add(new Identity(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Identity>();
}

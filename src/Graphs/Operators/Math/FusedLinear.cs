using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// x · w + bias on the last axis of x, [… , K] · [K, N] + [N], through an activation while it is written; the weights are packed once. Passes
/// make it of products whose first operand has more than two axes; it has no gradient.
/// </summary>
/// <param name="Activation">The activation as in <see cref="FusedGemm"/>, or nothing.</param>
/// <param name="ActivationAlpha">Its first parameter.</param>
/// <param name="ActivationBeta">Its second parameter.</param>
public sealed record FusedLinear(string Activation = "", float ActivationAlpha = 0, float ActivationBeta = 0) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        FusedActivation.Epilogue(Activation, ActivationAlpha, ActivationBeta);
        i.RequireSameElement();
        i.RequireRank(0, 2);
        i.RequireRank(1, 2, 2);
        SymbolicShape x = i.Shape(0), w = i.Shape(1);
        i.RequireEqual(x[-1], w[0], "inner sizes");
        if (i.HasInput(2))
        {
            i.RequireRank(2, 1, 1);
            i.RequireEqual(i.Shape(2)[0], w[1], "bias and columns");
        }
        i.Output(i.Element(0), x.With(-1, w[1]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => GemmRun.Run(k, 1, 1, false, false, FusedActivation.Epilogue(Activation, ActivationAlpha, ActivationBeta));
}

/// <summary>Registers <see cref="FusedLinear"/>, which only passes apply.</summary>
internal static class FusedLinearBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<FusedLinear>(Operator.OwnDomain);
}

using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>A <see cref="Gemm"/> whose result goes through an activation while it is written. Passes make it; it has no gradient.</summary>
/// <param name="Activation">The activation: Relu, LeakyRelu, Clip, Sigmoid, Tanh, HardSigmoid, HardSwish or Silu.</param>
/// <param name="ActivationAlpha">Its first parameter: a slope, a factor or the lower limit.</param>
/// <param name="ActivationBeta">Its second parameter: a summand or the upper limit.</param>
/// <param name="Alpha">As of the product.</param>
/// <param name="Beta">As of the product.</param>
/// <param name="TransA">As of the product.</param>
/// <param name="TransB">As of the product.</param>
public sealed record FusedGemm(
    string Activation, float ActivationAlpha = 0, float ActivationBeta = 0, float Alpha = 1, float Beta = 1,
    [property: OnnxName("transA")] bool TransA = false, [property: OnnxName("transB")] bool TransB = false) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        FusedActivation.Epilogue(Activation, ActivationAlpha, ActivationBeta);
        GemmRun.Infer(i, TransA, TransB);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) =>
        GemmRun.Run(k, Alpha, Beta, TransA, TransB, FusedActivation.Epilogue(Activation, ActivationAlpha, ActivationBeta));
}

/// <summary>Registers <see cref="FusedGemm"/>, which only passes apply.</summary>
internal static class FusedGemmBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<FusedGemm>(Operator.OwnDomain);
}

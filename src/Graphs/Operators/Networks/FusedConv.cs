using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>A <see cref="Conv"/> whose result goes through an activation while it is written. Passes make it; it has no gradient.</summary>
/// <param name="Activation">The activation: Relu, LeakyRelu, Clip, Sigmoid, Tanh, HardSigmoid, HardSwish or Silu.</param>
/// <param name="ActivationAlpha">Its first parameter: a slope, a factor or the lower limit.</param>
/// <param name="ActivationBeta">Its second parameter: a summand or the upper limit.</param>
/// <param name="AutoPad">As of the convolution.</param>
/// <param name="Dilations">As of the convolution.</param>
/// <param name="Group">As of the convolution.</param>
/// <param name="KernelShape">As of the convolution.</param>
/// <param name="Pads">As of the convolution.</param>
/// <param name="Strides">As of the convolution.</param>
public sealed record FusedConv(
    string Activation, float ActivationAlpha = 0, float ActivationBeta = 0, string AutoPad = "NOTSET", Ints Dilations = default, int Group = 1,
    Ints KernelShape = default, Ints Pads = default, Ints Strides = default) : Operator
{
    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations);

    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        FusedActivation.Epilogue(Activation, ActivationAlpha, ActivationBeta);
        Conv.Infer(i, Window, Group);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ConvolutionRun.Forward(k, Window, Group, FusedActivation.Epilogue(Activation, ActivationAlpha, ActivationBeta));
}

/// <summary>Registers <see cref="FusedConv"/>, which only passes apply.</summary>
internal static class FusedConvBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<FusedConv>(Operator.OwnDomain);
}

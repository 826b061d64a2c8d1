using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The gradient of <see cref="Conv"/> by its input: operands w, dy [N, M, …] and the input itself, for its shape alone. The attributes
/// are those of the convolution.
/// </summary>
public sealed record ConvGradientInput(
    string AutoPad = "NOTSET", Ints Dilations = default, int Group = 1, Ints KernelShape = default, Ints Pads = default, Ints Strides = default) : Operator
{
    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations);

    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.RequireRank(0, 3, 5);
        i.RequireRank(1, i.Shape(0).Rank, i.Shape(0).Rank);
        i.RequireRank(2, i.Shape(0).Rank, i.Shape(0).Rank);
        i.RequireEqual(i.Shape(0)[0], i.Shape(1)[1], "filters of w and of dy");
        i.OutputLike(2);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ConvolutionRun.GradientInput(k,
        static k => ((ConvGradientInput)k.Node.Operator).Geometry(k), w: 0, dy: 1, bias: -1);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.Set(0, () => g.Graph.Add(ConvGradientWeight.Of(Window, Group), g.Dy, g.Input(1), g.Input(0)));
        g.Set(1, () => g.Graph.Add(new Conv(AutoPad, Dilations, Group, KernelShape, Pads, Strides), g.Dy, g.Input(0)));
    }

    internal static ConvGradientInput Of(WindowAttributes w, int group) => new(w.AutoPad, w.Dilations, group, w.Kernel, w.Pads, w.Strides);

    private Tensors.Simd.ConvolutionGeometry Geometry(Kernel k) =>
        Window.WithKernelOf(k.Input(0).Shape).Geometry(k.Output(0).Shape, k.Input(1).Shape[1], Group);
}

/// <summary>Registers <see cref="ConvGradientInput"/>, which only <see cref="Conv"/>'s gradient applies.</summary>
internal static class ConvGradientInputBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ConvGradientInput>(Operator.OwnDomain);
}

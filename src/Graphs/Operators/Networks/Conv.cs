using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Convolution over one to three axes (ONNX Conv): x [N, C, …], w [M, C / group, …], optional bias [M]; result [N, M, …].
/// </summary>
/// <param name="AutoPad">NOTSET (use <paramref name="Pads"/>), SAME_UPPER, SAME_LOWER or VALID.</param>
/// <param name="Dilations">The distance of neighbouring taps along each axis; 1 when left out.</param>
/// <param name="Group">Into how many independent groups the channels are divided.</param>
/// <param name="KernelShape">The taps along each axis; those of w when left out.</param>
/// <param name="Pads">Zeros before each axis, then zeros after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring windows along each axis; 1 when left out.</param>
public sealed record Conv(
    string AutoPad = "NOTSET", Ints Dilations = default, int Group = 1, Ints KernelShape = default, Ints Pads = default, Ints Strides = default) : Operator
{
    internal WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations);

    /// <inheritdoc/>
    public override void Infer(Inference i) => Infer(i, Window, Group);

    internal static void Infer(Inference i, WindowAttributes window, int group)
    {
        i.RequireSameElement();
        i.RequireRank(0, 3, 5);
        SymbolicShape x = i.Shape(0), w = i.Shape(1);
        i.RequireRank(1, x.Rank, x.Rank);
        WindowAttributes attributes = window.WithKernelOf(i, 1);
        attributes.Check(i, x.Rank - 2);
        if (group < 1) throw i.Error($"group {group} must be positive");
        i.RequireEqual(x[1], w[1] * group, "channels of x and of w times group");
        if (w[0] is { IsKnown: true } m && m.Value % group != 0) throw i.Error($"the {m} filters cannot be divided into {group} groups");
        if (i.HasInput(2))
        {
            i.RequireRank(2, 1, 1);
            i.RequireEqual(i.Shape(2)[0], w[0], "bias and filters");
        }
        i.Output(i.Element(0), [x[0], w[0], .. attributes.Outputs(i, x)]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ConvolutionRun.Forward(k, Window, Group, default);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => Differentiate(g, g.Dy, Window, Group);

    internal static void Differentiate(Gradient g, Value dy, WindowAttributes window, int group)
    {
        g.Set(0, () => g.Graph.Add(ConvGradientInput.Of(window, group), g.Input(1), dy, g.Input(0)));
        g.Set(1, () => g.Graph.Add(ConvGradientWeight.Of(window, group), g.Input(0), dy, g.Input(1)));
        g.Set(2, () => g.Graph.Add(new ChannelSum(), dy));
    }
}

/// <summary>Applies <see cref="Graphs.Conv"/>.</summary>
public static class ConvBuilder
{
    /// <summary>Convolution of x [N, C, …] with w [M, C / group, …] and an optional bias [M].</summary>
    public static Value Conv(this Value x, Value w, Value? bias = null, Ints strides = default, Ints pads = default, Ints dilations = default,
        int group = 1, string autoPad = "NOTSET") =>
        bias is null
            ? x.Graph.Add(new Conv(autoPad, dilations, group, default, pads, strides), x, w)
            : x.Graph.Add(new Conv(autoPad, dilations, group, default, pads, strides), x, w, bias);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Conv>();
}

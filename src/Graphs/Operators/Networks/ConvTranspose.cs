using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Transposed convolution over one to three axes (ONNX ConvTranspose): x [N, C, …], w [C, M / group, …], optional bias [M]; result
/// [N, M, …]. It is the gradient of a convolution by its input, and is computed as that.
/// </summary>
/// <param name="AutoPad">NOTSET (use <paramref name="Pads"/>), SAME_UPPER, SAME_LOWER or VALID.</param>
/// <param name="Dilations">The distance of neighbouring taps along each axis; 1 when left out.</param>
/// <param name="Group">Into how many independent groups the channels are divided.</param>
/// <param name="KernelShape">The taps along each axis; those of w when left out.</param>
/// <param name="OutputPadding">Added to the end of each axis of the result; 0 when left out.</param>
/// <param name="OutputShape">The lengths of the result's axes after batch and channels, from which the padding follows.</param>
/// <param name="Pads">What is cut off before each axis of the result, then after; 0 when left out.</param>
/// <param name="Strides">The distance of the places that neighbouring inputs write to; 1 when left out.</param>
public sealed record ConvTranspose(
    string AutoPad = "NOTSET", Ints Dilations = default, int Group = 1, Ints KernelShape = default, Ints OutputPadding = default,
    Ints OutputShape = default, Ints Pads = default, Ints Strides = default) : Operator
{
    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.RequireRank(0, 3, 5);
        SymbolicShape x = i.Shape(0), w = i.Shape(1);
        i.RequireRank(1, x.Rank, x.Rank);
        int axes = x.Rank - 2;
        WindowAttributes window = Window.WithKernelOf(i, 1);
        window.Check(i, axes);
        i.RequireEqual(x[1], w[0], "channels of x and of w");
        if (x[1] is { IsKnown: true } c && (Group < 1 || c.Value % Group != 0)) throw i.Error($"the {c} channels cannot be divided into {Group} groups");
        if (i.HasInput(2)) i.RequireEqual(i.Shape(2)[0], w[1] * Group, "bias and filters");
        if (OutputPadding.Length > 0 && OutputPadding.Length != axes) throw i.Error($"output_padding {OutputPadding} must have {axes} numbers");
        if (OutputShape.Length > 0 && OutputShape.Length != axes) throw i.Error($"output_shape {OutputShape} must have {axes} numbers");
        var outputs = new Dim[axes];
        for (int a = 0; a < axes; a++)
        {
            Axis axis = Resolve(window, a, axes);
            outputs[a] = axis.Length ?? x[a + 2].Map(n => axis.Output(n) is > 0 and int length ? length : throw i.Error($"axis {a} of the result would have no elements"));
        }
        i.Output(i.Element(0), [x[0], w[1] * Group, .. outputs]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ConvolutionRun.GradientInput(k, static k => ((ConvTranspose)k.Node.Operator).Geometry(k), w: 1, dy: 0, bias: 2);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Ints kernel = [.. g.Input(1).Shape.Dims[2..].ToArray().Select(d => d.Value)];
        WindowAttributes window = Window with { Kernel = kernel };
        int axes = kernel.Length;
        int[] pads = new int[2 * axes];
        for (int a = 0; a < axes; a++)
        {
            Axis axis = Resolve(window, a, axes);
            int length = axis.Length is null ? 0 : g.Input(0).Shape[a + 2].Value;
            pads[a] = axis.Before(length);
            pads[axes + a] = axis.Stride * (length - 1) + axis.Extent - axis.Output(length) - pads[a];
        }
        WindowAttributes mirrored = new("NOTSET", kernel, Strides, pads, Dilations);
        g.Set(0, () => g.Graph.Add(new Conv("NOTSET", Dilations, Group, kernel, pads, Strides), g.Dy, g.Input(1)));
        g.Set(1, () => g.Graph.Add(ConvGradientWeight.Of(mirrored, Group), g.Dy, g.Input(0), g.Input(1)));
        g.Set(2, () => g.Dy.ChannelSum());
    }

    private ConvolutionGeometry Geometry(Kernel k)
    {
        Shape x = k.Input(0).Shape, y = k.Output(0).Shape;
        WindowAttributes window = Window.WithKernelOf(k.Input(1).Shape);
        int axes = x.Rank - 2;
        Span<WindowAxis> all = [WindowAxis.None, WindowAxis.None, WindowAxis.None];
        for (int a = 0; a < axes; a++)
        {
            Axis axis = Resolve(window, a, axes);
            all[3 - axes + a] = new WindowAxis(y[a + 2], x[a + 2], window.Kernel[a], axis.Stride, axis.Dilation, axis.Before(x[a + 2]));
        }
        return new ConvolutionGeometry(x[0], y[1], x[1], Group, all[0], all[1], all[2]);
    }

    private Axis Resolve(WindowAttributes window, int a, int axes)
    {
        int stride = Strides.Or(1, axes)[a], dilation = Dilations.Or(1, axes)[a];
        Ints pads = Pads.Or(0, 2 * axes);
        int? length = OutputShape.Length > 0 ? OutputShape[a] : null;
        bool same = AutoPad.StartsWith("SAME", StringComparison.Ordinal);
        bool given = !same && length is null && AutoPad != "VALID";
        return new Axis(stride, dilation, (window.Kernel[a] - 1) * dilation + 1, OutputPadding.Or(0, axes)[a], given ? pads[a] : 0, given ? pads[axes + a] : 0,
            length, same, AutoPad == "SAME_UPPER");
    }

    private readonly record struct Axis(
        int Stride, int Dilation, int Extent, int Padding, int PadBefore, int PadAfter, int? Length, bool Same, bool Upper)
    {
        public int Output(int input) =>
            Length ?? (Same ? input * Stride : Stride * (input - 1) + Padding + Extent - PadBefore - PadAfter);

        public int Before(int input)
        {
            if (Length is null && !Same) return PadBefore;
            int total = Math.Max(0, Stride * (input - 1) + Padding + Extent - Output(input));
            return Upper ? total / 2 : total - total / 2;
        }
    }
}

/// <summary>Applies <see cref="Graphs.ConvTranspose"/>.</summary>
public static class ConvTransposeBuilder
{
    /// <summary>Transposed convolution of x [N, C, …] with w [C, M / group, …] and an optional bias [M].</summary>
    public static Value ConvTranspose(this Value x, Value w, Value? bias = null, Ints strides = default, Ints pads = default,
        Ints dilations = default, Ints outputPadding = default, int group = 1, string autoPad = "NOTSET")
    {
        var op = new ConvTranspose(autoPad, dilations, group, default, outputPadding, default, pads, strides);
        return bias is null ? x.Graph.Add(op, x, w) : x.Graph.Add(op, x, w, bias);
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ConvTranspose>();
}

using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The shape rule and the kernels of convolutions over eight-bit integers.</summary>
/// <param name="X">The operand that is the input.</param>
/// <param name="XZero">Its zero point.</param>
/// <param name="W">The operand that is the weights.</param>
/// <param name="WZero">Their zero point, or points, one a filter.</param>
/// <param name="Bias">The operand that is the 32-bit bias; -1 when there is none.</param>
internal readonly unsafe record struct IntegerConvRun(int X, int XZero, int W, int WZero, int Bias)
{
    public void Infer(Inference i, WindowAttributes window, int group, ElementType result)
    {
        QuantizedTypes.RequireBytes(i, X);
        QuantizedTypes.RequireBytes(i, W);
        i.RequireRank(X, 3, 5);
        SymbolicShape x = i.Shape(X), w = i.Shape(W);
        i.RequireRank(W, x.Rank, x.Rank);
        QuantizedTypes.RequireNumbers(i, XZero);
        QuantizedTypes.RequireNumbers(i, WZero, w[0]);
        WindowAttributes attributes = window.WithKernelOf(i, W);
        attributes.Check(i, x.Rank - 2);
        if (group < 1) throw i.Error($"group {group} must be positive");
        i.RequireEqual(x[1], w[1] * group, "channels of x and of w times group");
        if (w[0] is { IsKnown: true } m && m.Value % group != 0) throw i.Error($"the {m} filters cannot be divided into {group} groups");
        if (Bias >= 0 && i.HasInput(Bias))
        {
            i.RequireRank(Bias, 1, 1);
            i.RequireEqual(i.Shape(Bias)[0], w[0], "bias and filters");
            if (i.Element(Bias) != ElementType.Int32) throw i.Error($"the bias holds {i.Element(Bias)}, expected Int32");
        }
        i.Output(result, [x[0], w[0], .. attributes.Outputs(i, x)]);
    }

    /// <summary>Runs the convolution.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="window">The window.</param>
    /// <param name="group">The number of groups.</param>
    /// <param name="finish">What becomes of the sums; bias and the scales of filters are set here.</param>
    /// <param name="scale">The operand with the weights' scales, one or one a filter, to multiply by; -1 when there is none.</param>
    /// <param name="xScale">The factor on the weights' scales.</param>
    /// <param name="yScale">What to divide by afterwards.</param>
    public void Run(Kernel k, WindowAttributes window, int group, IntegerFinish finish, int scale = -1, float xScale = 1, float yScale = 1)
    {
        if (k.Kept is not Kept kept)
        {
            ConvolutionGeometry g = window.WithKernelOf(k.Input(W).Shape).Geometry(k.Input(X).Shape, k.Output(0).Shape[1], group);
            k.Kept = kept = new Kept(g, g.IsPlanar && !k.Reference ? new IntegerConvolution(g) : null);
        }
        ConvolutionGeometry geometry = kept.Geometry;
        int filters = geometry.Filters;
        long room = kept.Fast?.Room ?? (long)geometry.Batch * geometry.Channels * geometry.InputPixels
            + (long)filters * geometry.GroupChannels * geometry.Taps + (long)geometry.Batch * filters * geometry.OutputPixels;
        int* memory = k.Scratch<int>(room + 2L * filters);
        int* zeros = QuantizedTypes.Zeros(k, WZero, filters, memory + room);
        if (Bias >= 0 && k.HasInput(Bias)) finish.RowBias = k.In<int>(Bias);
        if (scale >= 0)
        {
            var scales = (float*)(memory + room + filters);
            Tensor w = k.Input(scale);
            for (int m = 0; m < filters; m++) scales[m] = xScale * QuantizedTypes.Scale(w, w.Count == 1 ? 0 : m) / yScale;
            finish.RowScales = scales;
            finish.Scale = 1;
        }
        QuantizedBytes x = QuantizedTypes.Bytes(k, X, QuantizedTypes.Zero(k, XZero)), weights = QuantizedTypes.Bytes(k, W, QuantizedTypes.Zero(k, WZero));
        if (kept.Fast is { } fast)
        {
            bool same = k.IsFixed(W) && (!k.HasInput(WZero) || k.IsFixed(WZero));
            fast.Run(x, weights, zeros, k.Output(0).Pointer, in finish, memory, same ? k.Version(W) : -1);
        }
        else Plain(geometry, x, weights, zeros, k.Output(0).Pointer, in finish, memory);
    }

    private static void Plain(ConvolutionGeometry g, QuantizedBytes x, QuantizedBytes w, int* zeros, byte* y, in IntegerFinish finish, int* memory)
    {
        long inputs = (long)g.Batch * g.Channels * g.InputPixels, weights = (long)g.Filters * g.GroupChannels * g.Taps;
        int* a = memory, b = a + inputs, sums = b + weights;
        for (long i = 0; i < inputs; i++) a[i] = x[i];
        for (long i = 0; i < weights; i++) b[i] = zeros == null ? w[i] : (w with { Zero = zeros[i / (g.GroupChannels * g.Taps)] })[i];
        ConvolutionReference.Forward(g, a, b, null, sums);
        for (long row = 0; row < (long)g.Batch * g.Filters; row++)
            for (int j = 0; j < g.OutputPixels; j++, sums++, y += finish.Size) finish.Row(sums, (int)(row % g.Filters), j, 1, y);
    }

    private sealed record Kept(ConvolutionGeometry Geometry, IntegerConvolution? Fast);
}

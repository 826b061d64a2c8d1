using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>The window of a convolution or pooling with its padding in numbers, where those follow from what is known.</summary>
internal sealed record Window(Ints Kernel, Ints Strides, Ints Dilations, Ints Pads, string AutoPad, string Padding)
{
    /// <summary>The window of a convolution.</summary>
    public static Window Of(ImportedNode n, string format, Value x, Value w) => Of(n, format, x, [.. w.Shape.Dims[2..].ToArray()
        .Select(d => d.IsKnown ? d.Value : throw n.Error($"the size of the filters ({w.Shape}) must be known"))]);

    /// <summary>The window of a pooling over x, whose channels are second.</summary>
    public static Window Of(ImportedNode n, string format, Value x, int[] kernel, long[]? strides = null)
    {
        int axes = kernel.Length;
        int[] steps = ChannelOrder.Spatial(strides ?? n.Ints("strides"), format), dilations = n.Has("dilations") ? ChannelOrder.Spatial(n.Ints("dilations"), format) : [.. kernel.Select(_ => 1)];
        if (steps.Any(s => s < 1) || dilations.Any(d => d < 1)) throw n.Error("strides and dilations must be positive");
        string padding = n.Text("padding");
        int[] pads = new int[2 * axes];
        switch (padding)
        {
            case "VALID": break;
            case "EXPLICIT":
                long[] given = n.Ints("explicit_paddings");
                if (given.Length != 2 * (axes + 2)) throw n.Error($"explicit_paddings must have {2 * (axes + 2)} numbers");
                int first = ChannelOrder.IsFirst(format) ? 2 : 1;
                for (int a = 0; a < axes; a++) (pads[a], pads[axes + a]) = (checked((int)given[2 * (first + a)]), checked((int)given[2 * (first + a) + 1]));
                break;
            case "SAME":
                for (int a = 0; a < axes; a++)
                {
                    int extent = checked((kernel[a] - 1) * dilations[a] + 1);
                    if (!x.Shape[a + 2].IsKnown && steps[a] > 1) return new Window(kernel, steps, dilations, default, "SAME_UPPER", padding);
                    (pads[a], pads[axes + a]) = Same(x.Shape[a + 2].IsKnown ? x.Shape[a + 2].Value : extent, steps[a], extent);
                }
                break;
            default: throw n.Error($"padding {padding} is none of SAME, VALID, EXPLICIT");
        }
        return new Window(kernel, steps, dilations, pads, "NOTSET", padding);
    }

    /// <summary>Convolution with the window.</summary>
    public Value Conv(Value x, Value w, int group) => x.Conv(w, null, Strides, Pads, Dilations, group, AutoPad);

    /// <summary>Transposed convolution to given lengths; those that are not known are the smallest that fit the padding.</summary>
    public Value Transposed(ImportedNode n, Value x, Value w, Dim?[] sizes)
    {
        int axes = Kernel.Length;
        int[] pads = new int[2 * axes], more = new int[axes];
        for (int a = 0; a < axes; a++)
        {
            int stride = Strides[a], extent = (Kernel[a] - 1) * Dilations[a] + 1;
            if (sizes[a] is not { IsKnown: true } size || !x.Shape[a + 2].IsKnown)
            {
                // Without the sizes the result of SAME is taken to be as many times longer as the stride says.
                int total = Padding == "SAME" ? Math.Max(0, extent - stride) : 0;
                (pads[a], pads[axes + a]) = (total / 2, total - total / 2);
                more[a] = Padding == "SAME" ? Math.Max(0, stride - extent) : Math.Max(0, stride - extent);
                continue;
            }
            int full = checked(stride * (x.Shape[a + 2].Value - 1) + extent);
            (pads[a], pads[axes + a]) = Padding == "SAME" ? Same(size.Value, stride, extent) : Padding == "EXPLICIT" ? (Pads[a], Pads[axes + a]) : (0, 0);
            more[a] = size.Value - (full - pads[a] - pads[axes + a]);
            if (more[a] < 0 || more[a] >= Math.Max(stride, Dilations[a])) throw n.Error($"a result of length {size} along axis {a} does not fit an input of length {x.Shape[a + 2]}");
        }
        return x.ConvTranspose(w, null, Strides, pads, Dilations, more);
    }

    /// <summary>The padding of SAME along an axis; what is odd goes behind.</summary>
    public static (int Before, int After) Same(int length, int stride, int extent)
    {
        int total = Math.Max(0, checked(((length + stride - 1) / stride - 1) * stride) + extent - length);
        return (total / 2, total - total / 2);
    }
}

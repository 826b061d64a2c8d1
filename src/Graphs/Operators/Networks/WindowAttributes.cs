using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The attributes that convolutions and poolings share, and what follows from them for the sizes of results.</summary>
internal readonly record struct WindowAttributes(string AutoPad, Ints Kernel, Ints Strides, Ints Pads, Ints Dilations, bool Ceil = false)
{
    private const int MaxAxes = 3;

    /// <summary>The attributes with the kernel's shape taken from the weights where it is not given.</summary>
    public WindowAttributes WithKernelOf(Inference i, int weights)
    {
        SymbolicShape shape = i.Shape(weights);
        if (Kernel.Length == 0) return this with
        {
            Kernel = [.. shape.Dims[2..].ToArray().Select(d => d.IsKnown ? d.Value
            : throw i.Error($"the kernel's size {shape} must be known"))]
        };
        for (int a = 0; a < Kernel.Length && a + 2 < shape.Rank; a++) i.RequireEqual(Kernel[a], shape[a + 2], $"kernel_shape and weights along axis {a}");
        return this;
    }

    /// <summary>The same at run time, when the weights are there.</summary>
    public WindowAttributes WithKernelOf(Shape weights) => Kernel.Length > 0 ? this : this with { Kernel = Ints.Of(weights.Dims[2..]) };

    /// <summary>Checks the attributes against the input's rank.</summary>
    public void Check(Inference i, int axes)
    {
        if (axes is < 1 or > MaxAxes) throw i.Error($"there must be 1 to {MaxAxes} axes after batch and channels, but there are {axes}");
        Require(i, Kernel, axes, "kernel_shape");
        Require(i, Strides, axes, "strides");
        Require(i, Dilations, axes, "dilations");
        if (Pads.Length > 0 && Pads.Length != 2 * axes) throw i.Error($"pads {Pads} must have {2 * axes} numbers, begins then ends");
        if (AutoPad is not ("NOTSET" or "SAME_UPPER" or "SAME_LOWER" or "VALID")) throw i.Error($"auto_pad '{AutoPad}' is not one of NOTSET, SAME_UPPER, SAME_LOWER, VALID");
        foreach (int n in Kernel) if (n < 1) throw i.Error($"kernel_shape {Kernel} must be positive");
        foreach (int n in Strides) if (n < 1) throw i.Error($"strides {Strides} must be positive");
        foreach (int n in Dilations) if (n < 1) throw i.Error($"dilations {Dilations} must be positive");
    }

    /// <summary>The dimensions of the result after batch and channels.</summary>
    public Dim[] Outputs(Inference i, SymbolicShape input)
    {
        var result = new Dim[input.Rank - 2];
        for (int a = 0; a < result.Length; a++)
        {
            Dim dim = input[a + 2];
            if (dim.IsKnown)
            {
                WindowAxis axis = Axis(a, result.Length, dim.Value);
                if (axis.Output < 1) throw i.Error($"the window of {axis.Extent} along axis {a} is larger than the padded input");
                result[a] = axis.Output;
            }
            else result[a] = KeepsLength(a, result.Length) ? dim : Dim.Unknown();
        }
        return result;
    }

    /// <summary>One axis with its padding resolved for an input of the given length.</summary>
    public WindowAxis Axis(int axis, int axes, int input)
    {
        int kernel = Kernel[axis], stride = Strides.Or(1, axes)[axis], dilation = Dilations.Or(1, axes)[axis];
        int extent = (kernel - 1) * dilation + 1;
        (int before, int after) = Padding(axis, axes, input, stride, extent);
        int room = input + before + after - extent;
        int output = room < 0 ? 0 : room / stride + 1;
        if (Ceil && room > 0 && room % stride != 0 && output * stride < input + before) output++;
        return new WindowAxis(input, output, kernel, stride, dilation, before, after);
    }

    /// <summary>All axes for an input and a number of filters; missing outer axes have length 1.</summary>
    public ConvolutionGeometry Geometry(Shape input, int filters, int groups)
    {
        int axes = input.Rank - 2;
        Span<WindowAxis> all = [WindowAxis.None, WindowAxis.None, WindowAxis.None];
        for (int a = 0; a < axes; a++) all[MaxAxes - axes + a] = Axis(a, axes, input[a + 2]);
        return new ConvolutionGeometry(input[0], input[1], filters, groups, all[0], all[1], all[2]);
    }

    private (int Before, int After) Padding(int axis, int axes, int input, int stride, int extent)
    {
        switch (AutoPad)
        {
            case "VALID": return (0, 0);
            case "SAME_UPPER" or "SAME_LOWER":
                int total = Math.Max(0, ((input + stride - 1) / stride - 1) * stride + extent - input);
                int less = total / 2;
                return AutoPad == "SAME_UPPER" ? (less, total - less) : (total - less, less);
            default:
                Ints pads = Pads.Or(0, 2 * axes);
                return (pads[axis], pads[axes + axis]);
        }
    }

    private bool KeepsLength(int axis, int axes)
    {
        if (Strides.Or(1, axes)[axis] != 1) return false;
        int extent = (Kernel[axis] - 1) * Dilations.Or(1, axes)[axis] + 1;
        Ints pads = Pads.Or(0, 2 * axes);
        return AutoPad.StartsWith("SAME", StringComparison.Ordinal) || (AutoPad == "NOTSET" && pads[axis] + pads[axes + axis] == extent - 1)
            || (AutoPad == "VALID" && extent == 1);
    }

    private static void Require(Inference i, Ints values, int axes, string name)
    {
        if (values.Length > 0 && values.Length != axes) throw i.Error($"{name} {values} must have {axes} numbers, one an axis");
    }
}

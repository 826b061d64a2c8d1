namespace MlNetDeepLearning.Graphs;

/// <summary>Builds ONNX's LpPool and GlobalLpPool.</summary>
public static class LpPoolBuilder
{
    /// <summary>(Σ |x|^p)^(1/p) over each window of x [N, C, …], padding counting as zeros (ONNX LpPool).</summary>
    public static Value LpPool(this Value x, Ints kernel, float p = 2, Ints strides = default, Ints pads = default, Ints dilations = default,
        string autoPad = "NOTSET", bool ceilMode = false)
    {
        var window = new WindowAttributes(autoPad, kernel, strides, pads, dilations, ceilMode);
        if (ceilMode) pads = Enlarged(x.Shape, window);
        int elements = 1;
        foreach (int n in kernel) elements *= n;
        // Where padding counts, a mean is the sum over the size of the kernel wherever the window is.
        Value mean = x.Graph.Add(new AveragePool(kernel, ceilMode ? "NOTSET" : autoPad, false, CountIncludePad: true, dilations, pads, strides), Power(x, p));
        return Root(mean * elements, p);
    }

    /// <summary>(Σ |x|^p)^(1/p) over each channel of each image, the other axes kept at length 1 (ONNX GlobalLpPool).</summary>
    public static Value GlobalLpPool(this Value x, float p = 2) =>
        Root(Power(x, p).ReduceSum(Ints.Of([.. Enumerable.Range(2, Math.Max(0, x.Shape.Rank - 2))])), p);

    private static Value Power(Value x, float p) => p == 1 ? x.Abs() : p == 2 ? x * x : x.Abs().Pow(p);

    private static Value Root(Value sum, float p) => p == 1 ? sum : p == 2 ? sum.Sqrt() : sum.Pow(1 / p);

    // A last window that only partly fits does so by means of more padding behind.
    private static Ints Enlarged(SymbolicShape shape, WindowAttributes window)
    {
        int axes = shape.Rank - 2;
        var pads = new int[2 * axes];
        for (int a = 0; a < axes; a++)
        {
            if (!shape[a + 2].IsKnown) throw new ShapeException($"LpPool with ceil_mode needs the image's size, but it is {shape}.");
            var axis = window.Axis(a, axes, shape[a + 2].Value);
            pads[a] = axis.Before;
            pads[axes + a] = Math.Max(axis.After, (axis.Output - 1) * axis.Stride + axis.Extent - axis.Input - axis.Before);
        }
        return Ints.Of(pads);
    }
}

using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>How convolutions and poolings treat the borders: <see cref="Valid"/>, <see cref="Same"/>, or a number of rows and columns on each side.</summary>
public readonly record struct Padding
{
    private readonly int _kind;

    private Padding(int kind) => _kind = kind;

    /// <summary>No padding: windows stay inside.</summary>
    public static Padding Valid { get; } = new(0);

    /// <summary>The result has the input's size divided by the stride, rounded up; an odd rest of padding goes to the end (Keras, ONNX SAME_UPPER).</summary>
    public static Padding Same { get; } = new(-1);

    /// <summary>So many on each side.</summary>
    public static implicit operator Padding(int count) => count >= 0
        ? new(count)
        : throw new ArgumentOutOfRangeException(nameof(count), count, "Padding cannot be negative.");

    /// <summary>valid, same, or the number.</summary>
    public override string ToString() => _kind switch { 0 => "valid", -1 => "same", _ => _kind.ToString() };

    /// <summary>ONNX auto_pad.</summary>
    internal string AutoPad => _kind < 0 ? "SAME_UPPER" : "NOTSET";

    /// <summary>ONNX pads: begins, then ends.</summary>
    internal Ints Pads(int axes) => _kind > 0 ? default(Ints).Or(_kind, 2 * axes) : default;

    /// <summary>The same as explicit pads where the input's size is known, which fused kernels and other runtimes handle best.</summary>
    internal (string AutoPad, Ints Pads) Resolve(SymbolicShape input, Ints kernel, Ints strides, Ints dilations)
    {
        int axes = kernel.Length;
        if (_kind >= 0) return (AutoPad, Pads(axes));
        var pads = new int[2 * axes];
        for (int a = 0; a < axes; a++)
        {
            Dim size = input[a + 2];
            if (!size.IsKnown && strides[a] != 1) return ("SAME_UPPER", default);
            int extent = (kernel[a] - 1) * dilations[a] + 1;
            int total = size.IsKnown ? Math.Max(0, ((size.Value + strides[a] - 1) / strides[a] - 1) * strides[a] + extent - size.Value) : extent - 1;
            pads[a] = total / 2;
            pads[axes + a] = total - total / 2;
        }
        return ("NOTSET", pads);
    }
}

/// <summary>Options for images that are one number for both axes or one for each.</summary>
/// <param name="Rows">The number along the height.</param>
/// <param name="Columns">The number along the width.</param>
public readonly record struct Size2D(int Rows, int Columns)
{
    /// <summary>The same number for both axes.</summary>
    public static implicit operator Size2D(int both) => new(both, both);

    /// <summary>One number for each axis.</summary>
    public static implicit operator Size2D((int Rows, int Columns) each) => new(each.Rows, each.Columns);

    internal Ints ToInts() => [Rows, Columns];
}

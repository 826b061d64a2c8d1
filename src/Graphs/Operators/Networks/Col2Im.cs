using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Adds up overlapping blocks to images (ONNX Col2Im): columns [N, C · block's elements, blocks], the sizes of the image and of a block give [N, C, …]. The
/// inverse of cutting blocks out, but for counting elements as often as they were in one.
/// </summary>
/// <param name="Dilations">The distance of neighbouring elements of a block; 1 when left out.</param>
/// <param name="Pads">Padding before each axis, then after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring blocks; 1 when left out.</param>
public sealed record Col2Im(Ints Dilations = default, Ints Pads = default, Ints Strides = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 3, 3);
        SymbolicShape x = i.Shape(0);
        if (i.Integers(1) is not { } image || i.Integers(2) is not { } block)
        {
            int axes = i.Shape(1)[0] is { IsKnown: true } known ? known.Value : throw i.Error("the number of the image's axes is not known");
            i.Output(i.Element(0), [x[0], .. Enumerable.Range(0, axes + 1).Select(_ => Dim.Unknown())]);
            return;
        }
        if (image.Length != block.Length) throw i.Error($"the image has {image.Length} axes and a block {block.Length}");
        int elements = 1, blocks = 1;
        for (int a = 0; a < image.Length; a++)
        {
            WindowAxis axis = Axis(a, (int)image[a], (int)block[a], image.Length);
            (elements, blocks) = (checked(elements * axis.Kernel), checked(blocks * axis.Output));
        }
        i.RequireEqual(x[2], blocks, "columns and blocks of the image");
        Dim channels = x[1].Map(c => c % elements == 0 ? c / elements : throw i.Error($"{c} rows are no multiple of a block's {elements} elements"));
        i.Output(i.Element(0), [x[0], channels, .. image.Select(d => (Dim)checked((int)d))]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not WindowAxis[] axes) k.Kept = axes = Axes(k.Integers(1), k.Integers(2));
        var planes = new Planes(k, axes);
        ElementTypeVisitor.Number(k.Output(0).Type, ref planes);
    }

    private WindowAxis[] Axes(long[] image, long[] block) => [.. image.Select((size, a) => Axis(a, (int)size, (int)block[a], image.Length))];

    private WindowAxis Axis(int a, int size, int block, int axes)
    {
        (int stride, int dilation) = (Strides.Or(1, axes)[a], Dilations.Or(1, axes)[a]);
        Ints pads = Pads.Or(0, 2 * axes);
        int room = size + pads[a] + pads[axes + a] - ((block - 1) * dilation + 1);
        return new WindowAxis(size, room < 0 ? 0 : room / stride + 1, block, stride, dilation, pads[a], pads[axes + a]);
    }

    private readonly struct Planes(Kernel k, WindowAxis[] axes) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            k.Output(0).AsSpan<T>().Clear();
            var task = new BlockPlane<T>(k, axes);
            Workers.Run(k.Output(0).Shape[0] * k.Output(0).Shape[1], ref task);
        }
    }
}

/// <summary>Applies <see cref="Graphs.Col2Im"/>.</summary>
public static class Col2ImBuilder
{
    /// <summary>Adds up overlapping blocks [N, C · block's elements, blocks] to images.</summary>
    public static Value Col2Im(this Value x, ReadOnlySpan<long> image, ReadOnlySpan<long> block, Ints strides = default, Ints pads = default, Ints dilations = default) =>
        x.Graph.Add(new Col2Im(dilations, pads, strides), x, x.Graph.Constant(Tensor.Ints(image)), x.Graph.Constant(Tensor.Ints(block)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Col2Im>();
}

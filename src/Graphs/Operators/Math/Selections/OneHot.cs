using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// For each index a line along a new axis that holds the "on" value at the index and the "off" value elsewhere (ONNX OneHot). Operands are
/// indices, the line's length and the two values [off, on]; negative indices count from the end, those outside give no "on".
/// </summary>
public sealed record OneHot(int Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Dim[] dims = i.Shape(0).ToArray();
        int axis = Axis < 0 ? Axis + dims.Length + 1 : Axis;
        if (axis < 0 || axis > dims.Length) throw i.Error($"axis {Axis} is outside a result of {dims.Length + 1} dimensions");
        Dim depth = i.Constant(1) is { } constant ? (int)Scalars.Number(constant) : Dim.Unknown();
        i.Output(i.Element(2), SymbolicShape.Of([.. dims[..axis], depth, .. dims[axis..]]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        switch (k.Output(0).Type.Size())
        {
            case 1: Fill<byte>(k); break;
            case 2: Fill<ushort>(k); break;
            case 4: Fill<uint>(k); break;
            default: Fill<ulong>(k); break;
        }
    }

    private unsafe void Fill<T>(Kernel k) where T : unmanaged
    {
        (int outer, int depth, int inner) = SoftmaxLines.Split(k.Output(0).Shape, Axis < 0 ? Axis + k.Output(0).Shape.Rank : Axis);
        T* values = (T*)k.Input(2).Pointer, y = (T*)k.Output(0).Pointer;
        new Span<T>(y, checked((int)k.Output(0).Count)).Fill(values[0]);
        for (long i = 0; i < (long)outer * inner; i++)
        {
            long index = (long)Scalars.Number(k.Input(0), i);
            if (index < 0) index += depth;
            if (index >= 0 && index < depth) y[(i / inner * depth + index) * inner + i % inner] = values[1];
        }
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (g.Needs(2)) throw new NotSupportedException($"OneHot ('{g.Node.Name}') has no gradient by its two values.");
    }
}

/// <summary>Applies <see cref="OneHot"/>.</summary>
public static class OneHotBuilder
{
    /// <summary>For each index a line of <paramref name="depth"/> numbers along a new axis: 1 at the index, 0 elsewhere.</summary>
    public static Value OneHot(this Value indices, int depth, int axis = -1, ElementType type = ElementType.Float32)
    {
        Graph graph = indices.Graph;
        var values = new Tensor(type, Shape.Of(2));
        var ones = new Ones(values);
        ElementTypeVisitor.Number(type, ref ones);
        return graph.Add(new OneHot(axis), indices, graph.Scalar(ElementType.Int64, depth), graph.Constant(values));
    }

    private readonly struct Ones(Tensor values) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => values.AsSpan<T>()[1] = T.One;
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<OneHot>();
}

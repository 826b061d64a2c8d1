using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Zeros of the shape of the second operand with the first in the place that starts, ends, axes and steps cut out: the gradient of Slice.</summary>
public sealed record SliceGradient : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(i.Element(0), i.Shape(1));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy)
        {
            (long offset, long[] strides) = Slice.Place(k, k.Output(0).Shape, 2);
            k.Kept = copy = new StridedCopy(k.Input(0).Shape.Dims, k.Input(0).Shape.Strides(), 0, strides, offset);
        }
        k.Output(0).AsBytes().Clear();
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new Slice(),
        [g.Dy, g.Input(2), g.Input(3), g.HasInput(4) ? g.Input(4) : null, g.HasInput(5) ? g.Input(5) : null]));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SliceGradient>(OwnDomain);
}

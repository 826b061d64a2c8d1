using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The gradient of Pad by its operand: each element of the first operand is added to where it came from. Operands: the gradient, what was
/// padded (for its shape), pads, axes.
/// </summary>
public sealed record PadGradient(string Mode = "constant") : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(i.Element(0), i.Shape(1));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not AxisMaps maps)
        {
            Shape x = k.Output(0).Shape, y = k.Input(0).Shape;
            (int[] begins, _) = Pad.Sides(x.Rank, k.Integers(2), k.HasInput(3) ? k.Integers(3) : null, m => new ShapeException(m));
            k.Kept = maps = Pad.Maps(x, y, begins, Mode);
        }
        var add = new Add(k, maps);
        ElementTypeVisitor.Number(k.Output(0).Type, ref add);
    }

    private readonly struct Add(Kernel k, AxisMaps maps) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => maps.Accumulate<T>(k.Input(0), k.Output(0));
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<PadGradient>(OwnDomain);
}

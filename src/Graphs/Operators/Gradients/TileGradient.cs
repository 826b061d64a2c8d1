using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The gradient of Tile: each element of the first operand is added to where it came from in a tensor of the second's shape.</summary>
public sealed record TileGradient : Operator
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
            k.Kept = maps = new AxisMaps(x, [.. Enumerable.Range(0, x.Rank).Select(d => Enumerable.Range(0, y[d]).Select(i => i % x[d]).ToArray())]);
        }
        var sum = new Sum(k, maps);
        ElementTypeVisitor.Number(k.Output(0).Type, ref sum);
    }

    private readonly struct Sum(Kernel k, AxisMaps maps) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => maps.Accumulate<T>(k.Input(0), k.Output(0));
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<TileGradient>(OwnDomain);
}

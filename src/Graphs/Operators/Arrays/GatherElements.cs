using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// For each index in the second operand, the element of the first at the same place but for the axis, where the index says which (ONNX
/// GatherElements). Negative indices count from the end.
/// </summary>
public sealed record GatherElements(int Axis = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => Infer(i, Axis, i.Shape(1));

    internal static void Infer(Inference i, int axis, SymbolicShape result)
    {
        SymbolicShape x = i.Shape(0), indices = i.Shape(1);
        i.RequireRank(0, 1);
        i.RequireRank(1, x.Rank, x.Rank);
        int a = x.Axis(axis);
        if (i.Element(1) is not (ElementType.Int32 or ElementType.Int64)) throw i.Error("the indices must be Int32 or Int64");
        for (int d = 0; d < x.Rank; d++)
            if (d != a && x[d].IsKnown && indices[d].IsKnown && indices[d].Value > x[d].Value)
                throw i.Error($"the indices reach beyond the operand along axis {d}");
        i.Output(i.Element(0), result);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var visitor = new Visitor(k, ElementPlaces.Of(k, 1, k.Input(0).Shape, Axis));
        Items.Visit(k.Input(0).Type, ref visitor);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
        g.Graph.Add(new ScatterElements(Axis, "add"), g.Graph.Zeros(g.Input(0)), g.Input(1), g.Dy));

    private readonly unsafe struct Visitor(Kernel k, IntPtr places) : IItemVisitor
    {
        public void Visit<T>()
        {
            var from = (long*)places;
            ref T x = ref k.Input(0).ItemsOf<T>();
            ref T y = ref k.Output(0).ItemsOf<T>();
            for (nint i = 0; i < (nint)k.Output(0).Count; i++) Unsafe.Add(ref y, i) = Unsafe.Add(ref x, (nint)from[i]);
        }
    }
}

/// <summary>Applies <see cref="Graphs.GatherElements"/>.</summary>
public static class GatherElementsBuilder
{
    /// <summary>For each index, this value's element at the same place but for the axis, where the index says which.</summary>
    public static Value GatherElements(this Value x, Value indices, int axis = 0) => x.Graph.Add(new GatherElements(axis), x, indices);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GatherElements>();
}

using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The place (Int64) of the extreme number along one axis. It has no gradient.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="KeepDims">Whether the axis stays with a length of 1.</param>
/// <param name="SelectLastIndex">Whether the last of several equal ones counts instead of the first.</param>
public abstract record ArgReduction(int Axis, [property: OnnxName("keepdims")] bool KeepDims, bool SelectLastIndex) : Operator
{
    /// <inheritdoc/>
    public sealed override void Infer(Inference i)
    {
        int axis = i.Shape(0).Axis(Axis);
        if (i.Shape(0).Rank > 0 && i.Shape(0)[axis] == 0) throw i.Error($"axis {Axis} is empty");
        Dim[] dims = i.Shape(0).ToArray();
        i.Output(ElementType.Int64, SymbolicShape.Of([.. dims.Select((d, a) => a == axis ? 1 : d).Where((_, a) => KeepDims || a != axis)]));
    }

    private protected void Find<F>(Kernel k, F better) where F : struct, IBetter
    {
        var search = new Search<F>(k, better, Axis, SelectLastIndex);
        ElementTypeVisitor.Number(k.Input(0).Type, ref search);
    }

    private protected interface IBetter
    {
        bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T>;
    }

    private readonly unsafe struct Search<F>(Kernel k, F better, int axis, bool last) : INumberVisitor where F : struct, IBetter
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(k.Input(0).Shape, axis);
            var lines = new Lines<F, T>(better, k.In<T>(0), k.Out<long>(0), n, inner, last);
            Workers.For(checked(outer * inner), Math.Max(1, 16384 / Math.Max(1, n)), ref lines);
        }
    }

    private readonly unsafe struct Lines<F, T>(F better, T* x, long* y, int n, int inner, bool last) : IRangeTask
        where F : struct, IBetter where T : unmanaged, INumber<T>
    {
        public void Run(int start, int end)
        {
            for (int line = start; line < end; line++)
            {
                T* p = x + (long)(line / inner) * n * inner + line % inner;
                T best = *p;
                long found = 0;
                for (int i = 1; i < n; i++)
                {
                    T value = p[(long)i * inner];
                    if (!better.Invoke(value, best) && !(last && value == best)) continue;
                    best = value;
                    found = i;
                }
                y[line] = found;
            }
        }
    }
}

using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The shared loops of reductions: vectors and threads for Float32, a generic form for all numeric types.</summary>
internal static unsafe class Reduction
{
    /// <summary>Reduces <paramref name="x"/> to <paramref name="y"/>.</summary>
    public static void Run<R>(Kernel k, R r, ReductionPlan plan, Tensor x, Tensor y) where R : struct, IReduction
    {
        if (x.Type == ElementType.Float32 && !k.Reference)
        {
            VectorReduction.Run(r, plan, x.As<float>(), y.As<float>(), k.Scratch<double>(VectorReduction.Scratch(plan)));
            return;
        }
        if (x.Type.IsFloat())
        {
            var floats = new Floats<R>(r, plan, x, y);
            ElementTypeVisitor.Float(x.Type, ref floats);
        }
        else
        {
            var integers = new Integers<R>(r, plan, x, y);
            ElementTypeVisitor.Number(x.Type == ElementType.Bool ? ElementType.UInt8 : x.Type, ref integers);
        }
    }

    private readonly struct Floats<R>(R r, ReductionPlan plan, Tensor x, Tensor y) : IFloatVisitor where R : struct, IReduction
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* source = x.As<T>(), target = y.As<T>();
            for (long result = 0; result < plan.Results; result++)
            {
                var total = new FloatNumber<double>(r.Start);
                var elements = new Elements(plan, result);
                while (elements.Next(out long at)) total = r.Add(total, new FloatNumber<double>(double.CreateSaturating(source[at])));
                target[result] = T.CreateSaturating(r.Finish(total.Value, plan.Count));
            }
        }
    }

    private readonly struct Integers<R>(R r, ReductionPlan plan, Tensor x, Tensor y) : INumberVisitor where R : struct, IReduction
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* source = x.As<T>(), target = y.As<T>();
            // Past 2^53 a double would round: results that need no finishing stay integers throughout.
            bool finished = r.Finish(4, 2) != 4;
            for (long result = 0; result < plan.Results; result++)
            {
                Number<T> total = Number<T>.Create(r.Start);
                var elements = new Elements(plan, result);
                while (elements.Next(out long at)) total = r.Add(total, new Number<T>(source[at]));
                target[result] = finished ? T.CreateSaturating(r.Finish(double.CreateSaturating(total.Value), plan.Count)) : total.Value;
            }
        }
    }

    /// <summary>The places of the elements that one result is reduced from.</summary>
    internal struct Elements(ReductionPlan plan, long result)
    {
        private readonly long _start = plan.InnerReduced
            ? plan.KeptOffset(result)
            : plan.KeptOffset(result / plan.Inner) + result % plan.Inner;
        private long _index = -1;

        public bool Next(out long at)
        {
            at = 0;
            if (++_index >= plan.Count) return false;
            at = _start + (plan.InnerReduced ? plan.SegmentOffset(_index / plan.Inner) + _index % plan.Inner : plan.SegmentOffset(_index));
            return true;
        }
    }
}

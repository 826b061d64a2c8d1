using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>How many numbers become one.</summary>
public interface IReduction
{
    /// <summary>The result of reducing nothing.</summary>
    double Start { get; }

    /// <summary>Takes in one more number.</summary>
    V Add<V>(V total, V x) where V : struct, ILanes<V>;

    /// <summary>Joins the results of two parts.</summary>
    V Combine<V>(V a, V b) where V : struct, ILanes<V>;

    /// <summary>Turns the result of reducing <paramref name="count"/> numbers into the final one.</summary>
    double Finish(double total, double count);
}

/// <summary>
/// Reductions of single-precision memory. Up to 16,384 numbers of a result (256 of a column) are taken in by several vector
/// accumulators, and these parts are joined in double precision, so a sum's error does not grow with its length. Where the parts
/// begin follows from the shape alone: the same bits on any number of threads.
/// </summary>
public static unsafe class VectorReduction
{
    private const int Part = 16384, PartRows = 256, Tile = 64;

    /// <summary>The doubles of scratch memory that reducing needs.</summary>
    public static long Scratch(ReductionPlan plan) => Parts(plan) > 1 ? plan.Results * Parts(plan) : 0;

    /// <summary>Reduces <paramref name="x"/> to <paramref name="y"/>, which has <see cref="ReductionPlan.Results"/> numbers.</summary>
    public static void Run<R>(R r, ReductionPlan plan, float* x, float* y, double* scratch) where R : struct, IReduction
    {
        if (plan.Results == 0) return;
        if (Vector512.IsHardwareAccelerated) Run<R, Lanes512>(r, plan, x, y, scratch);
        else if (Vector256.IsHardwareAccelerated) Run<R, Lanes256>(r, plan, x, y, scratch);
        else Run<R, Lanes128>(r, plan, x, y, scratch);
    }

    private static long Parts(ReductionPlan plan) =>
        Math.Max(1, plan.InnerReduced ? (plan.Count + Part - 1) / Part : (plan.Count + PartRows - 1) / PartRows);

    private static void Run<R, V>(R r, ReductionPlan plan, float* x, float* y, double* scratch)
        where R : struct, IReduction where V : struct, IVectorLanes<V>
    {
        int parts = checked((int)Parts(plan));
        if (plan.InnerReduced)
        {
            int group = parts > 1 ? 1 : (int)Math.Max(1, Part / Math.Max(1, plan.Count));
            var rows = new Rows<R, V>(r, plan, x, y, scratch, parts, group);
            Workers.Run(checked((int)((plan.Outer + group - 1) / group * parts)), ref rows);
        }
        else
        {
            int height = (int)Math.Max(1, Math.Min(plan.Count, PartRows));
            int width = Math.Min(plan.Inner, (Part / height + Tile - 1) / Tile * Tile), tiles = (plan.Inner + width - 1) / width;
            int group = parts > 1 || tiles > 1 ? 1 : Math.Max(1, Part / (height * plan.Inner));
            var columns = new Columns<R, V>(r, plan, x, y, scratch, parts, width, tiles, group);
            Workers.Run(checked((int)((plan.Outer + group - 1) / group * parts * tiles)), ref columns);
        }
        if (parts == 1) return;
        var joins = new Joins<R>(r, plan, scratch, y, parts);
        Workers.For(checked((int)plan.Results), 1024, ref joins);
    }

    private readonly struct Rows<R, V>(R r, ReductionPlan plan, float* x, float* y, double* scratch, int parts, int group) : ITask
        where R : struct, IReduction where V : struct, IVectorLanes<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int index)
        {
            if (parts > 1)
            {
                long outer = index / parts, from = (long)(index % parts) * Part;
                scratch[index] = Reduce(x + plan.KeptOffset(outer), from, Math.Min(Part, plan.Count - from));
                return;
            }
            long first = (long)index * group, last = Math.Min(plan.Outer, first + group);
            for (long outer = first; outer < last; outer++)
                y[outer] = (float)r.Finish(Reduce(x + plan.KeptOffset(outer), 0, plan.Count), plan.Count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private double Reduce(float* source, long from, long left)
        {
            float* lanes = stackalloc float[V.Count];
            V a = V.Create(r.Start), b = a, c = a, d = a;
            var rest = new FloatNumber<double>(r.Start);
            int inner = plan.Inner;
            long segment = from == 0 ? 0 : from / inner, offset = from == 0 ? 0 : from % inner;
            for (; left > 0; segment++, offset = 0)
            {
                nint count = (nint)Math.Min(inner - offset, left), i = 0;
                float* p = source + plan.SegmentOffset(segment) + offset;
                for (; i <= count - 4 * V.Count; i += 4 * V.Count)
                {
                    a = r.Add(a, V.Load(p + i));
                    b = r.Add(b, V.Load(p + i + V.Count));
                    c = r.Add(c, V.Load(p + i + 2 * V.Count));
                    d = r.Add(d, V.Load(p + i + 3 * V.Count));
                }
                for (; i <= count - V.Count; i += V.Count) a = r.Add(a, V.Load(p + i));
                for (; i < count; i++) rest = r.Add(rest, new FloatNumber<double>(p[i]));
                left -= count;
            }
            return r.Combine(rest, new FloatNumber<double>(Fold(r.Combine(r.Combine(a, b), r.Combine(c, d)), lanes))).Value;
        }

        // Halves until one is left: a chain of additions lane by lane would take longer than a short row.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private float Fold(V v, float* lanes)
        {
            v.Store(lanes);
            if (V.Count == 16) r.Combine(Lanes256.Load(lanes), Lanes256.Load(lanes + 8)).Store(lanes);
            if (V.Count >= 8) r.Combine(Lanes128.Load(lanes), Lanes128.Load(lanes + 4)).Store(lanes);
            FloatNumber<float> low = r.Combine(new FloatNumber<float>(lanes[0]), new FloatNumber<float>(lanes[2]));
            return r.Combine(low, r.Combine(new FloatNumber<float>(lanes[1]), new FloatNumber<float>(lanes[3]))).Value;
        }
    }

    private readonly struct Columns<R, V>(
        R r, ReductionPlan plan, float* x, float* y, double* scratch, int parts, int width, int tiles, int group) : ITask
        where R : struct, IReduction where V : struct, IVectorLanes<V>
    {
        public void Run(int index)
        {
            int tile = index % tiles, part = index / tiles % parts;
            long first = (long)(index / tiles / parts) * group, last = Math.Min(plan.Outer, first + group), from = (long)part * PartRows;
            long to = Math.Min(plan.Count, from + PartRows);
            int column = tile * width, end = Math.Min(plan.Inner, column + width);
            for (long outer = first; outer < last; outer++)
                Reduce(x + plan.KeptOffset(outer), from, to, column, end, y + outer * plan.Inner, scratch + (outer * parts + part) * plan.Inner);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Reduce(float* source, long from, long to, int column, int end, float* target, double* partial)
        {
            float* lanes = stackalloc float[4 * V.Count];
            long stride = plan.SegmentStride;
            for (; column <= end - 4 * V.Count; column += 4 * V.Count)
            {
                V a = V.Create(r.Start), b = a, c = a, d = a;
                for (long row = from; row < to; row++)
                {
                    float* p = source + column + (stride >= 0 ? row * stride : plan.SegmentOffset(row));
                    a = r.Add(a, V.Load(p));
                    b = r.Add(b, V.Load(p + V.Count));
                    c = r.Add(c, V.Load(p + 2 * V.Count));
                    d = r.Add(d, V.Load(p + 3 * V.Count));
                }
                a.Store(lanes);
                b.Store(lanes + V.Count);
                c.Store(lanes + 2 * V.Count);
                d.Store(lanes + 3 * V.Count);
                Leave(lanes, 4 * V.Count, target + column, partial + column);
            }
            for (; column <= end - V.Count; column += V.Count)
            {
                V a = V.Create(r.Start);
                for (long row = from; row < to; row++) a = r.Add(a, V.Load(source + plan.SegmentOffset(row) + column));
                a.Store(lanes);
                Leave(lanes, V.Count, target + column, partial + column);
            }
            if (column == end) return;
            for (int j = 0; j < end - column; j++) lanes[j] = (float)r.Start;
            for (long row = from; row < to; row++)
            {
                float* p = source + plan.SegmentOffset(row) + column;
                for (int j = 0; j < end - column; j++) lanes[j] = r.Add(new FloatNumber<float>(lanes[j]), new FloatNumber<float>(p[j])).Value;
            }
            Leave(lanes, end - column, target + column, partial + column);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Leave(float* totals, int count, float* target, double* partial)
        {
            if (parts > 1) for (int j = 0; j < count; j++) partial[j] = totals[j];
            else for (int j = 0; j < count; j++) target[j] = (float)r.Finish(totals[j], plan.Count);
        }
    }

    private readonly struct Joins<R>(R r, ReductionPlan plan, double* scratch, float* y, int parts) : IRangeTask where R : struct, IReduction
    {
        public void Run(int start, int end)
        {
            for (int result = start; result < end; result++)
            {
                long first = plan.InnerReduced ? (long)result * parts : (long)(result / plan.Inner) * parts * plan.Inner + result % plan.Inner;
                long step = plan.InnerReduced ? 1 : plan.Inner;
                var total = new FloatNumber<double>(scratch[first]);
                for (int part = 1; part < parts; part++) total = r.Combine(total, new FloatNumber<double>(scratch[first + part * step]));
                y[result] = (float)r.Finish(total.Value, plan.Count);
            }
        }
    }
}

using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Runs <see cref="Resize"/> and its gradient: both are weighted sums along each axis.</summary>
internal static unsafe class ResizeRun
{
    /// <summary>Operands x or dy at 0, roi, scales and sizes from <paramref name="first"/> on.</summary>
    public static void Run(Kernel k, ResizeAttributes attributes, int first, bool gradient)
    {
        if (k.Kept is not ResizePlan plan || !AreFixed(k, first))
        {
            Shape x = k.Input(0).Shape, y = k.Output(0).Shape;
            ResizeAxis?[] axes = attributes.Plan(gradient ? y : x, gradient ? x : y, Floats(k, first), Floats(k, first + 1), Integers(k, first + 2));
            if (gradient) axes = [.. axes.Select(a => a?.Transpose())];
            k.Kept = plan = new ResizePlan(x, axes);
        }
        if (plan.IsSelection) plan.Select(k.Input(0), k.Output(0));
        else if (k.Output(0).Type == ElementType.Float32 && !k.Reference && !plan.HasOutside)
            plan.Run(k.In<float>(0), k.Out<float>(0), k.Scratch<float>(plan.ScratchCount));
        else
        {
            var sums = new Sums(k, plan.Axes, attributes.Extrapolation);
            ElementTypeVisitor.Number(k.Output(0).Type, ref sums);
        }
    }

    /// <summary>An operand's numbers; null when it is left out or, as older files do that, empty.</summary>
    private static float[]? Floats(Kernel k, int input) => k.HasInput(input) ? Floats(k.Input(input)) : null;

    /// <inheritdoc cref="Floats(Kernel, int)"/>
    public static float[]? Floats(Tensor? tensor) =>
        tensor is null or { Count: 0 } ? null : [.. Enumerable.Range(0, (int)tensor.Count).Select(i => (float)Scalars.Number(tensor, i))];

    private static long[]? Integers(Kernel k, int input) => k.HasInput(input) && k.Input(input).Count > 0 ? k.Integers(input) : null;

    private static bool AreFixed(Kernel k, int first)
    {
        for (int i = first; i < k.InputCount; i++)
            if (k.HasInput(i) && !k.IsFixed(i)) return false;
        return true;
    }

    private readonly struct Sums(Kernel k, IReadOnlyList<ResizeAxis?> axes, float extrapolation) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            Shape shape = k.Output(0).Shape;
            int* index = stackalloc int[shape.Rank];
            new Span<int>(index, shape.Rank).Clear();
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (long i = 0; i < k.Output(0).Count; i++)
            {
                bool outside = false;
                for (int a = 0; a < axes.Count; a++) outside |= axes[a]?.Outside?[index[a]] ?? false;
                y[i] = outside ? T.CreateSaturating(extrapolation) : T.CreateSaturating(Sum(x, k.Input(0).Shape, index, 0, 0));
                for (int a = shape.Rank - 1; a >= 0 && ++index[a] == shape[a]; a--) index[a] = 0;
            }
        }

        private double Sum<T>(T* x, Shape shape, int* index, int axis, long at) where T : unmanaged, INumber<T>
        {
            if (axis == axes.Count) return double.CreateSaturating(x[at]);
            if (axes[axis] is not { } a) return Sum(x, shape, index, axis + 1, at * shape[axis] + index[axis]);
            double sum = 0;
            int start = a.Start[index[axis]], first = index[axis] * a.Taps;
            for (int t = 0; t < a.Taps; t++)
                if (a.Weights[first + t] != 0) sum += a.Weights[first + t] * Sum(x, shape, index, axis + 1, at * shape[axis] + start + t);
            return sum;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The gradient of <see cref="GridSample"/> by the image (operand 0) or the grid (operand 1): operands are both and the gradient of the result.</summary>
/// <param name="Operand">0 or 1.</param>
/// <param name="AlignCorners">As in <see cref="GridSample"/>.</param>
/// <param name="Mode">As in <see cref="GridSample"/>.</param>
/// <param name="PaddingMode">As in <see cref="GridSample"/>.</param>
public sealed record GridSampleGradient(int Operand, bool AlignCorners = false, string Mode = "linear", string PaddingMode = "zeros") : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(Operand);

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var images = new Images(k, this);
        ElementTypeVisitor.Float(k.Output(0).Type, ref images);
    }

    private readonly struct Images(Kernel k, GridSampleGradient op) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            k.Output(0).AsSpan<T>().Clear();
            var task = new Image<T>(k, new GridTaps<T>(k.Input(0).Shape, op.Mode, op.PaddingMode, op.AlignCorners), op.Operand == 0);
            Workers.Run(k.Input(0).Shape[0], ref task);
        }
    }

    // Points add to the same elements, so that an image is one thread's.
    private readonly unsafe struct Image<T>(Kernel k, GridTaps<T> taps, bool byImage) : ITask where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        public void Run(int image)
        {
            Shape x = k.Input(0).Shape;
            long plane = x.CountBetween(2, x.Rank), points = k.Input(2).Shape.CountBetween(2, x.Rank);
            int* offsets = stackalloc int[taps.Count];
            T* weights = stackalloc T[taps.Count], slopes = stackalloc T[taps.Count * GridTaps<T>.MostAxes];
            T* source = k.In<T>(0) + image * x[1] * plane, dy = k.In<T>(2) + image * x[1] * points;
            T* grid = k.In<T>(1) + image * points * taps.Axes;
            T* target = k.Out<T>(0) + (byImage ? image * x[1] * plane : image * points * taps.Axes);
            for (long p = 0; p < points; p++)
            {
                taps.Fill(grid + p * taps.Axes, 1, offsets, weights, byImage ? null : slopes);
                for (int i = 0; i < taps.Count; i++)
                {
                    if (offsets[i] < 0) continue;
                    T sum = T.Zero;
                    for (int c = 0; c < x[1]; c++)
                        if (byImage) target[c * plane + offsets[i]] += weights[i] * dy[c * points + p];
                        else sum += source[c * plane + offsets[i]] * dy[c * points + p];
                    for (int a = 0; a < taps.Axes && !byImage; a++) target[p * taps.Axes + taps.Axes - 1 - a] += slopes[a * taps.Count + i] * sum;
                }
            }
        }
    }
}

/// <summary>Registers <see cref="Graphs.GridSampleGradient"/>.</summary>
internal static class GridSampleGradientBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GridSampleGradient>(Operator.OwnDomain);
}

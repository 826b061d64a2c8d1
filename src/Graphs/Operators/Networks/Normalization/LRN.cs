using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Local response normalization of x [N, C, …] (ONNX LRN; Krizhevsky et al. 2012): each element times (bias + alpha / size · Σ x²)^-beta, the sum over
/// the neighbouring channels.
/// </summary>
/// <param name="Size">The channels that are summed over.</param>
/// <param name="Alpha">What their squares' mean is multiplied by.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="Bias">What is added.</param>
public sealed record LRN(int Size, float Alpha = 1e-4f, float Beta = 0.75f, float Bias = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Size < 1) throw i.Error($"size is {Size}, expected 1 or more");
        i.RequireRank(0, 2);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        Tensors.Shape x = k.Input(0).Shape;
        int pixels = checked((int)x.CountBetween(2, x.Rank));
        if (k.Output(0).Type == Tensors.ElementType.Float32 && !k.Reference)
        {
            LocalResponse.Run(k.In<float>(0), k.Out<float>(0), x[0], x[1], pixels, Size, Alpha, Beta, Bias);
            return;
        }
        var neighbours = new Neighbours(k, this, pixels);
        ElementTypeVisitor.Float(k.Output(0).Type, ref neighbours);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
    {
        Value x = g.Input(0), sum = WindowMean(x * x, Size - 1 - Size / 2, Size / 2) * Alpha + Bias;
        Value shared = g.Dy * x * sum.Pow(-Beta - 1);
        return g.Dy * sum.Pow(-Beta) - x * WindowMean(shared, Size / 2, Size - 1 - Size / 2) * (2 * Alpha * Beta);
    });

    // The sum over neighbouring channels, over their number: an average over windows of images that are as high as there are channels.
    private Value WindowMean(Value x, int before, int behind) =>
        x.Reshape(0, 1, x.Shape[1].Value, -1).AveragePool([Size, 1], pads: [before, 0, behind, 0], countIncludePad: true).ReshapeLike(x);

    private readonly unsafe struct Neighbours(Kernel k, LRN op, int pixels) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0), y = k.Out<T>(0);
            int channels = k.Input(0).Shape[1];
            for (int image = 0; image < k.Input(0).Shape[0]; image++, x += (long)channels * pixels)
                for (int c = 0; c < channels; c++)
                    for (int p = 0; p < pixels; p++)
                    {
                        T sum = T.Zero;
                        for (int n = Math.Max(0, c - (op.Size - 1) / 2); n <= Math.Min(channels - 1, c + op.Size / 2); n++)
                            sum += x[(long)n * pixels + p] * x[(long)n * pixels + p];
                        sum = T.CreateSaturating(op.Bias) + T.CreateSaturating(op.Alpha) / T.CreateSaturating(op.Size) * sum;
                        *y++ = x[(long)c * pixels + p] * T.Pow(sum, T.CreateSaturating(-op.Beta));
                    }
        }
    }
}

/// <summary>Applies <see cref="Graphs.LRN"/>.</summary>
public static class LRNBuilder
{
    /// <summary>Local response normalization over <paramref name="size"/> neighbouring channels.</summary>
    public static Value LRN(this Value x, int size, float alpha = 1e-4f, float beta = 0.75f, float bias = 1) =>
        x.Graph.Add(new LRN(size, alpha, beta, bias), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<LRN>();
}

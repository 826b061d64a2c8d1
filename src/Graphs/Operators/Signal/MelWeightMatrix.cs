using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Triangular filters [bins, bands] that sum a spectrum into bands of equal width on the mel scale 2595·lg(1 + f / 700) (ONNX MelWeightMatrix). Operands,
/// all scalars, are the number of bands, the length of the transform, the sample rate, and the lowest and highest frequency in Hz.
/// </summary>
/// <param name="OutputDatatype">The type of the weights.</param>
public sealed record MelWeightMatrix(ElementType OutputDatatype = ElementType.Float32) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.InputCount != 5) throw i.Error("takes bands, length, sample rate, lowest and highest frequency");
        Dim bands = i.Constant(0) is { } m ? checked((int)Scalars.Number(m)) : Dim.Unknown();
        Dim bins = i.Constant(1) is { } n ? checked((int)Scalars.Number(n) / 2 + 1) : Dim.Unknown();
        i.Output(OutputDatatype, [bins, bands]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var triangles = new Triangles(k);
        ElementTypeVisitor.Number(OutputDatatype, ref triangles);
    }

    private readonly unsafe struct Triangles(Kernel k) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            int bins = k.Output(0).Shape[0], bands = k.Output(0).Shape[1];
            double low = Mel(3), step = (Mel(4) - low) / (bands + 2);
            T* y = k.Out<T>(0);
            k.Output(0).AsBytes().Clear();
            for (int b = 0; b < bands; b++)
            {
                int start = Bin(low + b * step), center = Bin(low + (b + 1) * step), end = Bin(low + (b + 2) * step);
                for (int bin = Math.Max(0, start); bin < Math.Min(bins, end); bin++)
                {
                    double weight = bin < center ? (bin - start) / (double)(center - start) : (end - bin) / (double)(end - center);
                    y[(long)bin * bands + b] = T.CreateSaturating(weight);
                }
                // A band narrower than a bin still has its center.
                if (center >= 0 && center < bins) y[(long)center * bands + b] = T.One;
            }
        }

        private double Mel(int operand) => 2595 * Math.Log10(1 + Scalars.Number(k.Input(operand)) / 700);

        private int Bin(double mel) =>
            (int)Math.Floor((Scalars.Number(k.Input(1)) + 1) * (700 * (Math.Pow(10, mel / 2595) - 1)) / Scalars.Number(k.Input(2)));
    }
}

/// <summary>Applies <see cref="Graphs.MelWeightMatrix"/>.</summary>
public static class MelWeightMatrixBuilder
{
    /// <summary>Filters [length / 2 + 1, bands] that sum a spectrum into bands of equal width on the mel scale.</summary>
    public static Value MelWeightMatrix(this Graph graph, int bands, int length, int sampleRate, float lowest, float highest) => graph.Add(new MelWeightMatrix(),
        graph.Scalar(ElementType.Int64, bands), graph.Scalar(ElementType.Int64, length), graph.Scalar(ElementType.Int64, sampleRate),
        graph.Scalar(ElementType.Float32, lowest), graph.Scalar(ElementType.Float32, highest));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MelWeightMatrix>();
}

using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Regression by a support vector machine (ai.onnx.ml SVMRegressor): rows [N, F] give [N, 1], the sum of the coefficients times the kernel
/// function of row and support vector, plus rho. Without support vectors the coefficients weigh the features themselves. With
/// <paramref name="OneClass"/> the result is 1 where that is positive and -1 elsewhere.
/// </summary>
public sealed record SVMRegressor(
    ListOf<float> Coefficients = default, ListOf<float> KernelParams = default, string KernelType = "LINEAR", int NSupports = 0, bool OneClass = false,
    string PostTransform = "NONE", ListOf<float> Rho = default, ListOf<float> SupportVectors = default) : Operator
{
    private bool Linear => NSupports == 0;

    private SupportVectors Vectors => Linear ? new("LINEAR", [], Coefficients) : new(KernelType, KernelParams, SupportVectors);

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Graphs.PostTransform.Check(i, PostTransform);
        if (!Linear && Coefficients.Length != NSupports) throw i.Error($"there are {Coefficients.Length} coefficients for {NSupports} support vectors");
        if (Rho.Length != 1) throw i.Error($"rho has {Rho.Length} numbers instead of one");
        i.Output(ElementType.Float32, [Vectors.Infer(i, Linear ? 1 : NSupports), 1]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        int count = Linear ? 1 : NSupports;
        SupportVectors vectors = Vectors;
        double[] kernels = k.Kept as double[] ?? new double[count];
        k.Kept = kernels;
        Span<float> y = k.Output(0).AsSpan<float>();
        Span<double> score = stackalloc double[1];
        for (int row = 0; row < y.Length; row++)
        {
            vectors.Against(k.Input(0), row, kernels);
            score[0] = Rho[0];
            for (int v = 0; v < count; v++) score[0] += Linear ? kernels[v] : Coefficients[v] * kernels[v];
            if (OneClass) score[0] = score[0] > 0 ? 1 : -1;
            else Graphs.PostTransform.Apply(PostTransform, score);
            y[row] = (float)score[0];
        }
    }
}

/// <summary>Registers <see cref="SVMRegressor"/>.</summary>
internal static class SVMRegressorBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SVMRegressor>("ai.onnx.ml");
}

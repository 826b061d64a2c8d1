using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Classification by a support vector machine (ai.onnx.ml SVMClassifier): rows [N, F] give the label [N] and scores. One machine for each
/// pair of classes votes for the label; with <paramref name="ProbA"/> and <paramref name="ProbB"/> (Platt's scaling) probabilities of the classes are coupled from the
/// pairs' (Wu, Lin and Weng 2004). Without support vectors the coefficients [classes, F] weigh the features. Scores are [N, classes], but for
/// votes of more than two classes those of the pairs.
/// </summary>
public sealed record SVMClassifier(
    ListOf<long> ClasslabelsInts = default, ListOf<string> ClasslabelsStrings = default, ListOf<float> Coefficients = default,
    ListOf<float> KernelParams = default, string KernelType = "LINEAR", string PostTransform = "NONE", ListOf<float> ProbA = default,
    ListOf<float> ProbB = default, ListOf<float> Rho = default, ListOf<float> SupportVectors = default, Ints VectorsPerClass = default) : Operator
{
    private ClassLabels Labels => new(ClasslabelsStrings, ClasslabelsInts);

    private bool Linear => VectorsPerClass.Length == 0;

    private SupportVectors Vectors => Linear ? new("LINEAR", [], Coefficients) : new(KernelType, KernelParams, SupportVectors);

    private int Count => Linear ? Labels.Count : VectorsPerClass.ToArray().Sum();

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Graphs.PostTransform.Check(i, PostTransform);
        int classes = Labels.Count, pairs = classes * (classes - 1) / 2;
        Dim rows = Vectors.Infer(i, Count);
        Labels.Infer(i, rows);
        if (!Linear)
        {
            if (classes < 2 || VectorsPerClass.Length != classes || VectorsPerClass.ToArray().Any(v => v < 0)) throw i.Error($"vectors_per_class {VectorsPerClass} should have a number for each of {classes} classes, none negative");
            if (Coefficients.Length != (classes - 1) * Count) throw i.Error($"there are {Coefficients.Length} coefficients, expected {classes - 1} x {Count}");
            if (Rho.Length != pairs) throw i.Error($"rho has {Rho.Length} numbers for {pairs} pairs of classes");
            if (ProbA.Length != ProbB.Length || (ProbA.Length > 0 && ProbA.Length != pairs)) throw i.Error($"prob_a and prob_b have {ProbA.Length} and {ProbB.Length} numbers for {pairs} pairs of classes");
        }
        else if (Rho.Length < 1) throw i.Error("rho is missing");
        i.Output(ElementType.Float32, [rows, Linear || ProbA.Length > 0 ? classes : Math.Max(pairs, 2)]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        int classes = Labels.Count, pairs = classes * (classes - 1) / 2, columns = k.Node.Outputs[1].Shape[1].Value;
        Memory m = k.Kept as Memory ?? new Memory(new double[Count], new double[Math.Max(pairs, classes)], new double[classes], new PairCoupling(classes));
        k.Kept = m;
        int rows = k.Input(0).Shape.Rank == 1 ? 1 : k.Input(0).Shape[0];
        for (int row = 0; row < rows; row++)
        {
            Vectors.Against(k.Input(0), row, m.Kernels);
            Span<double> scores = m.Scores.AsSpan(0, Linear ? classes : pairs);
            int best = Linear ? Weigh(m, scores) : Vote(m, scores, classes);
            if (!Linear && ProbA.Length > 0)
            {
                scores = m.Scores.AsSpan(0, classes);
                Couple(m, scores, classes);
            }
            if (!Linear && ProbA.Length == 0 && classes == 2)
            {
                scores = m.Scores.AsSpan(0, 2);
                (scores[0], scores[1]) = Graphs.PostTransform.Pair(PostTransform, scores[0], PostTransform != "NONE");
            }
            else Graphs.PostTransform.Apply(PostTransform, scores);
            if (k.HasOutput(0)) Labels.Write(k.Output(0), row, best);
            for (int c = 0; k.HasOutput(1) && c < columns; c++) k.Output(1).AsSpan<float>()[row * columns + c] = (float)scores[c];
        }
    }

    private int Weigh(Memory m, Span<double> scores)
    {
        for (int c = 0; c < scores.Length; c++) scores[c] = m.Kernels[c] + Rho[0];
        return Largest(scores);
    }

    private int Vote(Memory m, Span<double> scores, int classes)
    {
        m.Votes.AsSpan().Clear();
        int pair = 0, startI = 0;
        for (int i = 0; i < classes; startI += VectorsPerClass[i++])
            for (int j = i + 1, startJ = startI + VectorsPerClass[i]; j < classes; startJ += VectorsPerClass[j++], pair++)
            {
                double sum = Rho[pair];
                for (int v = startI; v < startI + VectorsPerClass[i]; v++) sum += Coefficients[(j - 1) * m.Kernels.Length + v] * m.Kernels[v];
                for (int v = startJ; v < startJ + VectorsPerClass[j]; v++) sum += Coefficients[i * m.Kernels.Length + v] * m.Kernels[v];
                scores[pair] = sum;
                m.Votes[sum > 0 ? i : j]++;
            }
        return Largest(m.Votes);
    }

    private void Couple(Memory m, Span<double> scores, int classes)
    {
        for (int i = 0, pair = 0; i < classes; i++)
            for (int j = i + 1; j < classes; j++, pair++) m.Coupling.Set(i, j, ProbA[pair] * m.Scores[pair] + ProbB[pair]);
        m.Coupling.Solve(scores);
    }

    private static int Largest(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int c = 1; c < values.Length; c++)
            if (values[c] > values[best]) best = c;
        return best;
    }

    private sealed record Memory(double[] Kernels, double[] Scores, double[] Votes, PairCoupling Coupling);
}

/// <summary>Registers <see cref="SVMClassifier"/>.</summary>
internal static class SVMClassifierBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SVMClassifier>("ai.onnx.ml");
}

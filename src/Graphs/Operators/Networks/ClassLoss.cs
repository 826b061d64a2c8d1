using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What the losses over class numbers share.</summary>
internal static unsafe class ClassLoss
{
    /// <summary>The shape rule: scores N x C x …, labels N x …, weights C.</summary>
    public static void CheckOperands(Inference i, string reduction, int labels, int weights)
    {
        if (reduction is not ("mean" or "sum" or "none")) throw i.Error($"the reduction is '{reduction}', expected mean, sum or none");
        SymbolicShape scores = i.Shape(0), numbers = i.Shape(labels);
        if (i.Element(labels) is not (ElementType.Int32 or ElementType.Int64))
            throw i.Error($"the labels hold {i.Element(labels)}, expected class numbers of type Int32 or Int64");
        if (numbers.Rank != scores.Rank - 1) throw i.Error($"the labels have {numbers.Rank} dimensions, expected {scores.Rank - 1}: those of the scores without the classes");
        for (int axis = 0; axis < numbers.Rank; axis++) i.RequireEqual(numbers[axis], scores[axis == 0 ? 0 : axis + 1], $"dimension {axis} of the labels");
        if (i.HasInput(weights)) i.RequireEqual(i.Shape(weights).Count, scores[1], "the number of weights and of classes");
    }

    /// <summary>The class number of a sample.</summary>
    public static long Label(Kernel k, int labels, long sample) =>
        k.Input(labels).Type == ElementType.Int32 ? k.In<int>(labels)[sample] : k.In<long>(labels)[sample];

    /// <summary>Writes each sample's weight (0 for ignored ones) and gives their sum.</summary>
    /// <exception cref="InvalidOperationException">A class number is outside 0 … classes-1.</exception>
    public static double Weights(Kernel k, int labels, int weights, int classes, int? ignored, double* target)
    {
        double sum = 0;
        for (long sample = 0; sample < k.Input(labels).Count; sample++)
        {
            long label = Label(k, labels, sample);
            if (label == ignored) target[sample] = 0;
            else if (label < 0 || label >= classes)
                throw new InvalidOperationException($"{k.Node}: the label of sample {sample} is {label}, expected a class number from 0 to {classes - 1}.");
            else target[sample] = k.HasInput(weights) ? Scalars.Number(k.Input(weights), label) : 1;
            sum += target[sample];
        }
        return sum;
    }

    /// <summary>The weighted negative logarithms at the labels, reduced, into the first result.</summary>
    public static void Run(Kernel k, Tensor logarithms, int labels, int weights, string reduction, int? ignored)
    {
        var visitor = new Visitor(k, logarithms, labels, weights, reduction, ignored);
        ElementTypeVisitor.Float(logarithms.Type, ref visitor);
    }

    /// <summary>dx = e^logarithm · the sample's factor.</summary>
    public static void Spread(float* logarithms, float* dx, double* factors, int outer, int n, int inner)
    {
        float* row = stackalloc float[Math.Min(inner, 1024)];
        for (int sample = 0; sample < outer; sample++)
        {
            for (int from = 0; from < inner; from += 1024)
            {
                int width = Math.Min(1024, inner - from);
                for (int i = 0; i < width; i++) row[i] = (float)factors[(long)sample * inner + from + i];
                long at = (long)sample * n * inner + from;
                if (inner == 1) Vectorized.Map(default(Scaled), logarithms + at, 1, row, 0, dx + at, n);
                else for (int c = 0; c < n; c++, at += inner) Vectorized.Map(default(Scaled), logarithms + at, 1, row, 1, dx + at, width);
            }
        }
    }

    private readonly struct Scaled : IBinaryFunction
    {
        public V Invoke<V>(V logarithm, V factor) where V : struct, IFloatLanes<V> => V.Exp(logarithm) * factor;
    }

    private readonly struct Visitor(Kernel k, Tensor logarithms, int labels, int weights, string reduction, int? ignored) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(logarithms.Shape, 1);
            double* factors = k.Scratch<double>((long)outer * inner);
            double weight = Weights(k, labels, weights, n, ignored, factors), sum = 0;
            T* source = logarithms.As<T>(), loss = k.Out<T>(0);
            for (long line = 0; line < (long)outer * inner; line++)
            {
                double own = factors[line] == 0 ? 0
                    : -factors[line] * double.CreateSaturating(source[(line / inner * n + Label(k, labels, line)) * inner + line % inner]);
                if (reduction == "none") loss[line] = T.CreateSaturating(own);
                else sum += own;
            }
            if (reduction != "none") *loss = T.CreateSaturating(reduction == "mean" ? sum / weight : sum);
        }
    }
}

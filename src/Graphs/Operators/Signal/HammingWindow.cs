using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The Hamming window 25/46 - 21/46·cos(2πn / N) of as many numbers as the operand says (ONNX HammingWindow).</summary>
/// <param name="OutputDatatype">The type of its numbers.</param>
/// <param name="Periodic">Whether N is the size; otherwise it is one less and the window is symmetric.</param>
public sealed record HammingWindow(ElementType OutputDatatype = ElementType.Float32, bool Periodic = true) : WindowOperator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => Infer(i, OutputDatatype);

    /// <inheritdoc/>
    public override void Run(Kernel k) => Fill(k, Periodic, 25.0 / 46, -21.0 / 46, 0);
}

/// <summary>Applies <see cref="Graphs.HammingWindow"/>.</summary>
public static class HammingWindowBuilder
{
    /// <summary>The Hamming window 25/46 - 21/46·cos(2πn / N) of <paramref name="size"/> numbers.</summary>
    public static Value HammingWindow(this Graph graph, int size, bool periodic = true) =>
        graph.Add(new HammingWindow(Periodic: periodic), graph.Scalar(ElementType.Int64, size));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<HammingWindow>();
}

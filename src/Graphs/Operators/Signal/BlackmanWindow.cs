using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The Blackman window 0.42 - 0.5·cos(2πn / N) + 0.08·cos(4πn / N) of as many numbers as the operand says (ONNX BlackmanWindow).</summary>
/// <param name="OutputDatatype">The type of its numbers.</param>
/// <param name="Periodic">Whether N is the size; otherwise it is one less and the window is symmetric.</param>
public sealed record BlackmanWindow(ElementType OutputDatatype = ElementType.Float32, bool Periodic = true) : WindowOperator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => Infer(i, OutputDatatype);

    /// <inheritdoc/>
    public override void Run(Kernel k) => Fill(k, Periodic, 0.42, -0.5, 0.08);
}

/// <summary>Applies <see cref="Graphs.BlackmanWindow"/>.</summary>
public static class BlackmanWindowBuilder
{
    /// <summary>The Blackman window 0.42 - 0.5·cos(2πn / N) + 0.08·cos(4πn / N) of <paramref name="size"/> numbers.</summary>
    public static Value BlackmanWindow(this Graph graph, int size, bool periodic = true) =>
        graph.Add(new BlackmanWindow(Periodic: periodic), graph.Scalar(ElementType.Int64, size));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<BlackmanWindow>();
}

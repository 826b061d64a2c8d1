using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The Hann window ½ - ½·cos(2πn / N) of as many numbers as the operand says (ONNX HannWindow).</summary>
/// <param name="OutputDatatype">The type of its numbers.</param>
/// <param name="Periodic">Whether N is the size; otherwise it is one less and the window is symmetric.</param>
public sealed record HannWindow(ElementType OutputDatatype = ElementType.Float32, bool Periodic = true) : WindowOperator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => Infer(i, OutputDatatype);

    /// <inheritdoc/>
    public override void Run(Kernel k) => Fill(k, Periodic, 0.5, -0.5, 0);
}

/// <summary>Applies <see cref="Graphs.HannWindow"/>.</summary>
public static class HannWindowBuilder
{
    /// <summary>The Hann window ½ - ½·cos(2πn / N) of <paramref name="size"/> numbers.</summary>
    public static Value HannWindow(this Graph graph, int size, bool periodic = true) =>
        graph.Add(new HannWindow(Periodic: periodic), graph.Scalar(ElementType.Int64, size));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<HannWindow>();
}

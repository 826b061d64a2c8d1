using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What is known of a <see cref="Value"/> before anything runs: its element type and its dimensions.</summary>
public sealed record TensorType(ElementType Element, SymbolicShape Shape)
{
    /// <summary>The type of a tensor that exists.</summary>
    public static TensorType Of(Tensor tensor) => new(tensor.Type, tensor.Shape);

    /// <summary>Like <c>Float32 Nx10</c>.</summary>
    public override string ToString() => $"{Element} {Shape}";
}

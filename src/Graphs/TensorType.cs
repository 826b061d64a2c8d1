using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What is known of a <see cref="Value"/> before anything runs: its element type and its dimensions.</summary>
public sealed record TensorType(ElementType Element, SymbolicShape Shape)
{
    /// <summary>A type of which nothing is known before the graph runs.</summary>
    public static TensorType Unknown { get; } = new(ElementType.Undefined, SymbolicShape.Unranked);

    /// <summary>What the elements of a sequence, the element of an optional value or the values of a map are, where that is known; else null.</summary>
    public TensorType? Item { get; init; }

    /// <summary>What the keys of a map are, Int64 or String, where that is known.</summary>
    public ElementType Key { get; init; }

    /// <summary>True when element type and number of dimensions are known.</summary>
    public bool IsRanked => Element != ElementType.Undefined && Shape.IsRanked;

    /// <summary>The type of a tensor that exists.</summary>
    public static TensorType Of(Tensor tensor) => new(tensor.Type, tensor.Shape);

    /// <summary>The type of a sequence of any length.</summary>
    public static TensorType Sequence(TensorType? item) => new(ElementType.Sequence, SymbolicShape.Of(Dim.Unknown())) { Item = item };

    /// <summary>The type of an optional value.</summary>
    public static TensorType Optional(TensorType? item) => new(ElementType.Optional, SymbolicShape.Of(Dim.Unknown())) { Item = item };

    /// <summary>The type of a map.</summary>
    public static TensorType Map(TensorType? values, ElementType key = ElementType.Undefined) => new(ElementType.Map, [2]) { Item = values, Key = key };

    /// <summary>The same kind of value with other dimensions: what one element of a sequence says of another.</summary>
    public TensorType WithoutDimensions() => Element < 0 ? this : this with { Shape = SymbolicShape.Unranked };

    /// <summary>Like <c>Float32 Nx10</c>.</summary>
    public override string ToString() => Item is null ? $"{Element} {Shape}" : $"{Element} of {Item}";
}

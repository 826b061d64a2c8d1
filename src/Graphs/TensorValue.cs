using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A tensor as an operator's attribute: compared by its elements, so that operators are.</summary>
public readonly struct TensorValue(Tensor tensor) : IEquatable<TensorValue>
{
    /// <summary>The tensor.</summary>
    public Tensor Tensor { get; } = tensor;

    /// <inheritdoc/>
    public bool Equals(TensorValue other) => ReferenceEquals(Tensor, other.Tensor)
        || (Tensor is { } a && other.Tensor is { } b && a.Type == b.Type && a.Shape == b.Shape
            && (a.Type == ElementType.String ? a.Strings.SequenceEqual(b.Strings) : a.AsBytes().SequenceEqual(b.AsBytes())));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Tensor is null ? 0 : HashCode.Combine(Tensor.Type, Tensor.Shape);

    /// <summary>Element type and shape.</summary>
    public override string ToString() => Tensor?.ToString() ?? "none";

    /// <summary>True when both have the same elements.</summary>
    public static bool operator ==(TensorValue a, TensorValue b) => a.Equals(b);

    /// <summary>True when they differ.</summary>
    public static bool operator !=(TensorValue a, TensorValue b) => !a.Equals(b);

    /// <summary>The tensor as an attribute.</summary>
    public static implicit operator TensorValue(Tensor tensor) => new(tensor);
}

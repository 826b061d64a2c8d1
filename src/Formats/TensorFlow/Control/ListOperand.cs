using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>
/// A list of tensors (a TensorArray's flow, a TensorList), in one of three forms: a tensor whose first axis counts the elements, a sequence, or
/// nothing but a number of elements that are still to come.
/// </summary>
internal sealed record ListOperand(ElementType Element) : Operand
{
    public Value? Stacked { get; init; }

    public Value? Sequence { get; init; }

    /// <summary>How many elements there will be; an integer.</summary>
    public Value? Size { get; init; }

    /// <summary>The number of dimensions of an element, where it is known.</summary>
    public int? Rank { get; init; }

    /// <summary>In a loop that is tried without carrying the list: notes what happens to it.</summary>
    public Collector? Collector { get; init; }

    /// <summary>What the loop that collects the list gave it.</summary>
    public Value? Collected { get; init; }

    public bool IsEmpty => Stacked is null && Sequence is null && Collected is null;

    /// <summary>The list with an element put at a place.</summary>
    public ListOperand Set(Scope scope, Value index, Value item)
    {
        ListOperand list = this with { Rank = item.Shape.IsRanked ? item.Shape.Rank : Rank };
        if (Collector is not null)
        {
            if (Collected is not null || index.IsInput is false) throw new CollectorException(Collector);
            Collector.Index = index;
            return list with { Collected = item };
        }
        Value place = index.Cast(ElementType.Int64);
        return list with { Stacked = null, Size = null, Sequence = ToSequence(scope).SequenceErase(place).SequenceInsert(item, place) };
    }

    /// <summary>The list with an element put behind the others.</summary>
    public ListOperand Push(Scope scope, Value item) => Collector is not null ? throw new CollectorException(Collector)
        : this with { Stacked = null, Size = null, Sequence = ToSequence(scope).SequenceInsert(item), Rank = item.Shape.IsRanked ? item.Shape.Rank : Rank };

    /// <summary>An element.</summary>
    public Value Get(Scope scope, Value index) => Stacked is { } stacked ? scope.Capture(stacked).Gather(index)
        : Ranked(ToSequence(scope).SequenceAt(index.Cast(ElementType.Int64)), 0);

    /// <summary>All elements in one tensor.</summary>
    public Value Stack(Scope scope) => Stacked is { } stacked ? scope.Capture(stacked) : Ranked(ToSequence(scope).ConcatFromSequence(0, newAxis: true), 1);

    /// <summary>The number of elements.</summary>
    public Value Length(Scope scope) => (Stacked is { } stacked ? scope.Capture(stacked).ShapeOf().Gather(scope.Graph.Constant(Tensor.Scalar(0L)))
        : Size is { } size ? scope.Capture(size)
        : ToSequence(scope).SequenceLength()).Cast(ElementType.Int32);

    /// <summary>The list as a sequence; elements that are still to come are empty.</summary>
    public Value ToSequence(Scope scope)
    {
        if (Collector is not null) throw new CollectorException(Collector);
        if (Sequence is { } sequence) return scope.Capture(sequence);
        if (Stacked is { } stacked) return scope.Capture(stacked).SplitToSequence(keepDims: false);
        Value size = scope.Capture(Size ?? scope.Graph.Constant(Tensor.Scalar(0)));
        if (ShapeArithmetic.Integers(size.Known) is [0]) return scope.Graph.SequenceEmpty(Element);
        Value shape = scope.Graph.Concat(0, size.Cast(ElementType.Int64).Reshape(1), scope.Graph.Constant(Tensor.Ints(0)));
        return shape.ConstantOfShape(new Tensor(Element, [1])).SplitToSequence(keepDims: false);
    }

    private Value Ranked(Value value, int more)
    {
        if (Rank is { } rank) value.Refine(new TensorType(Element, SymbolicShape.Unknown(rank + more)));
        return value;
    }
}

/// <summary>Notes at which place a loop puts the element that it gives a list.</summary>
internal sealed class Collector(int variable)
{
    /// <summary>The loop's variable that the list is.</summary>
    public int Variable => variable;

    public Value? Index { get; set; }
}

/// <summary>A list that a loop was to collect is used in another way; the loop is built again.</summary>
internal sealed class CollectorException(Collector collector) : Exception("A list is used in a way that cannot be collected.")
{
    public Collector Collector => collector;
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A tensor of the shape that the operand lists with the same element everywhere (ONNX ConstantOfShape).</summary>
/// <param name="Value">A tensor of that one element; a Float32 of 0 when left out.</param>
public sealed record ConstantOfShape(Tensor? Value = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Value is { Count: not 1 }) throw i.Error($"the value must be one element, not {Value}");
        ElementType type = Value?.Type ?? ElementType.Float32;
        i.RequireRank(0, 1, 1);
        if (i.Integers(0) is { } shape) i.Output(type, SymbolicShape.Of([.. shape.Select(s => (Dim)checked((int)s))]));
        else if (i.Shape(0)[0] is { IsKnown: true } rank) i.Output(type, SymbolicShape.Of([.. Enumerable.Range(0, rank.Value).Select(_ => Dim.Unknown())]));
        else throw i.Error("the number of dimensions of the shape is not known");
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var fill = new Fill(k.Output(0), Value);
        Items.Visit(k.Output(0).Type, ref fill);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    /// <summary>True when the element is the same, bit for bit.</summary>
    public bool Equals(ConstantOfShape? other) => other is not null && (ReferenceEquals(Value, other.Value)
        || (Value is { } a && other.Value is { } b && a.Type == b.Type && a.Shape == b.Shape
            && (a.Type == ElementType.String ? a.Strings.SequenceEqual(b.Strings) : a.AsBytes().SequenceEqual(b.AsBytes()))));

    /// <inheritdoc/>
    public override int GetHashCode() => Value is null ? 0 : (int)Value.Type;

    private readonly struct Fill(Tensor y, Tensor? element) : IItemVisitor
    {
        public void Visit<T>() =>
            MemoryMarshal.CreateSpan(ref y.ItemsOf<T>(), checked((int)y.Count)).Fill(element is null ? default! : element.ItemsOf<T>());
    }
}

/// <summary>Applies <see cref="Graphs.ConstantOfShape"/>.</summary>
public static class ConstantOfShapeBuilder
{
    /// <summary>A tensor of the shape that a value lists, with the one element of <paramref name="value"/> everywhere.</summary>
    public static Value ConstantOfShape(this Value shape, Tensor? value = null) => shape.Graph.Add(new ConstantOfShape(value), shape);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ConstantOfShape>();
}

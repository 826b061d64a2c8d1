using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>An operand of a row: random floating-point numbers in a range, or a given constant.</summary>
public sealed record Operand(Shape Shape, double Low = -1, double High = 1, Tensor? Constant = null, bool Differentiate = true, ElementType? Type = null)
{
    /// <summary>Random numbers of a shape.</summary>
    public static implicit operator Operand(int[] shape) => new((Shape)shape);

    /// <summary>A constant.</summary>
    public static implicit operator Operand(Tensor tensor) => new(tensor.Shape, Constant: tensor, Differentiate: false);

    /// <summary>A constant list of 64-bit integers (axes, pads, shapes).</summary>
    public static Operand Ints(params long[] values) => Tensor.Ints(values);

    /// <summary>The operand as a tensor: of <paramref name="element"/> unless it has a type of its own.</summary>
    public Tensor ToTensor(ElementType element, Random random)
    {
        if (Constant is not null) return Constant;
        var tensor = new Tensor(Type ?? element, Shape);
        for (long i = 0; i < tensor.Count; i++)
        {
            double value = Low + (High - Low) * random.NextDouble();
            switch (tensor.Type)
            {
                case ElementType.Float32: tensor.AsSpan<float>()[(int)i] = (float)value; break;
                case ElementType.Float64: tensor.AsSpan<double>()[(int)i] = (float)value; break;
                case ElementType.Int64: tensor.AsSpan<long>()[(int)i] = (long)Math.Floor(value); break;
                case ElementType.Int32: tensor.AsSpan<int>()[(int)i] = (int)Math.Floor(value); break;
                case ElementType.UInt8: tensor.AsSpan<byte>()[(int)i] = (byte)value; break;
                case ElementType.Int8: tensor.AsSpan<sbyte>()[(int)i] = (sbyte)value; break;
                case ElementType.Bool: tensor.AsSpan<bool>()[(int)i] = value > 0; break;
                default: throw new NotSupportedException($"Rows do not make operands of {tensor.Type}.");
            }
        }
        return tensor;
    }
}

/// <summary>One row of the operator table: an operator with operands to try it on.</summary>
public sealed record OperatorRow(Operator Operator, params Operand?[] Operands)
{
    /// <summary>The largest difference, relative to the results' scale, between the fast and the reference kernel in single precision.</summary>
    public double Tolerance { get; init; } = 2e-6;

    /// <summary>The largest difference between gradients and central differences, relative to the gradients' scale.</summary>
    public double GradientTolerance { get; init; } = 1e-6;

    /// <summary>False where no gradient exists (integer results, comparisons).</summary>
    public bool HasGradient { get; init; } = true;

    /// <summary>The results whose gradient is tested; others (indices, masks) are not part of the loss.</summary>
    public int[] GradientOutputs { get; init; } = [0];

    /// <summary>False for what only a pass makes just before a graph runs, so that no file ever holds it.</summary>
    public bool Saved { get; init; } = true;

    /// <summary>True where NaN and infinities in the operands must give the same results in both kernels.</summary>
    public bool NonFinite { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Operator} on {string.Join(", ", Operands.Select(o => o?.Shape.ToString() ?? "none"))}";

    /// <summary>A graph that applies the operator to inputs (constants stay constants) and outputs all its results.</summary>
    public (Graph Graph, Tensor[] Inputs, Node Node) Build(ElementType element, int seed = 1)
    {
        var random = new Random(seed);
        var graph = new Graph();
        List<Tensor> inputs = [];
        List<Value?> values = [];
        foreach (Operand? operand in Operands)
        {
            if (operand is null)
            {
                values.Add(null);
                continue;
            }
            Tensor tensor = operand.ToTensor(element, random);
            if (operand.Constant is not null) values.Add(graph.Constant(tensor));
            else
            {
                values.Add(graph.Input($"x{inputs.Count}", tensor.Type, tensor.Shape));
                inputs.Add(tensor);
            }
        }
        Node node = graph.AddNode(Operator, [.. values]);
        for (int o = 0; o < node.Outputs.Count; o++) graph.Output($"y{o}", node.Outputs[o]);
        return (graph, [.. inputs], node);
    }
}

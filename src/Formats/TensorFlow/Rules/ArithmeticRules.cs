using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Operators on single elements, and products of matrices.</summary>
internal static class ArithmeticRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["Abs"] = n => Each(n, x => x.Abs()),
        ["Acos"] = n => Each(n, x => x.Acos()),
        ["Acosh"] = n => Each(n, x => x.Acosh()),
        ["Add"] = n => n.Input(0).Type.Element == ElementType.String ? n.Input(0).StringConcat(n.Input(1)) : Binary(n, (a, b) => a + b),
        ["AddN"] = n => n.InputCount == 1 ? n.Input(0) : n.Input(0).Sum(n.Inputs(1)),
        ["AddV2"] = n => n.Input(0).Type.Element == ElementType.String ? n.Input(0).StringConcat(n.Input(1)) : Binary(n, (a, b) => a + b),
        ["Asin"] = n => Each(n, x => x.Asin()),
        ["Asinh"] = n => Each(n, x => x.Asinh()),
        ["Atan"] = n => Each(n, x => x.Atan()),
        ["Atan2"] = n => Atan2(n.Input(0), n.Input(1)),
        ["Atanh"] = n => Each(n, x => x.Atanh()),
        ["BitwiseAnd"] = n => n.Input(0).BitwiseAnd(n.Input(1)),
        ["BitwiseOr"] = n => n.Input(0).BitwiseOr(n.Input(1)),
        ["BitwiseXor"] = n => n.Input(0).BitwiseXor(n.Input(1)),
        ["Cast"] = n => n.Input(0).Cast(n.Type("DstT")),
        ["Ceil"] = n => Each(n, x => x.Ceil()),
        ["ClipByValue"] = n => n.Input(0).Max(n.Input(1)).Min(n.Input(2)),
        ["Cos"] = n => Each(n, x => x.Cos()),
        ["Cosh"] = n => Each(n, x => x.Cosh()),
        ["Div"] = n => Binary(n, (a, b) => a / b),
        ["DivNoNan"] = n => Unless(n.Input(1), n.Input(0) / n.Input(1)),
        ["Elu"] = n => Each(n, x => x.Elu()),
        ["Equal"] = n => n.Input(0).Equal(n.Input(1)),
        ["Erf"] = n => Each(n, x => x.Erf()),
        ["Erfc"] = n => Each(n, x => 1 - x.Erf()),
        ["Exp"] = n => Each(n, x => x.Exp()),
        ["Expm1"] = n => Each(n, x => x.Exp() - 1),
        ["Floor"] = n => KeptByDropout(n.Input(0)) ?? Each(n, x => x.Floor()),
        ["FloorDiv"] = n => FloorDiv(n.Input(0), n.Input(1)),
        ["FloorMod"] = n => FloorMod(n.Input(0), n.Input(1)),
        ["Greater"] = n => n.Input(0).Greater(n.Input(1)),
        ["GreaterEqual"] = n => n.Input(0).GreaterOrEqual(n.Input(1)),
        ["Inv"] = n => Each(n, x => x.Reciprocal()),
        ["Invert"] = n => Each(n, x => x.BitwiseNot()),
        ["IsFinite"] = n => n.Input(0).IsNaN().Or(n.Input(0).IsInf()).Not(),
        ["IsInf"] = n => n.Input(0).IsInf(),
        ["IsNan"] = n => n.Input(0).IsNaN(),
        ["L2Loss"] = n => n.Input(0).ReduceSumSquare(keepDims: false) * 0.5,
        ["LeakyRelu"] = n => Each(n, x => x.LeakyRelu(n.Float("alpha", 0.2f))),
        ["LeftShift"] = n => n.Input(0).BitShift(n.Input(1), left: true),
        ["Less"] = n => n.Input(0).Less(n.Input(1)),
        ["LessEqual"] = n => n.Input(0).LessOrEqual(n.Input(1)),
        ["Log"] = n => Each(n, x => x.Log()),
        ["Log1p"] = n => Each(n, x => (x + 1).Log()),
        ["LogicalAnd"] = n => n.Input(0).And(n.Input(1)),
        ["LogicalNot"] = n => n.Input(0).Not(),
        ["LogicalOr"] = n => n.Input(0).Or(n.Input(1)),
        ["Maximum"] = n => n.Input(0).Max(n.Input(1)),
        ["Minimum"] = n => n.Input(0).Min(n.Input(1)),
        ["Mod"] = n => n.Input(0).Mod(n.Input(1), fmod: true),
        ["Mul"] = n => Binary(n, (a, b) => a * b),
        ["MulNoNan"] = n => Unless(n.Input(1), n.Input(0) * n.Input(1)),
        ["Neg"] = n => Each(n, x => x.Neg()),
        ["NotEqual"] = n => n.Input(0).Equal(n.Input(1)).Not(),
        ["Pow"] = n => n.Input(0).Pow(n.Input(1)),
        ["RealDiv"] = n => Binary(n, (a, b) => a / b),
        ["Reciprocal"] = n => Each(n, x => x.Reciprocal()),
        ["Relu"] = n => Each(n, x => x.Relu()),
        ["Relu6"] = n => Each(n, x => x.Clip(0, 6)),
        ["RightShift"] = n => n.Input(0).BitShift(n.Input(1), left: false),
        ["Rint"] = n => Each(n, x => x.Round()),
        ["Round"] = n => Each(n, x => x.Type.Element.IsFloat() ? x.Round() : x),
        ["Rsqrt"] = n => Each(n, x => x.Sqrt().Reciprocal()),
        ["Select"] = n => Select(n.Input(0), n.Input(1), n.Input(2)),
        ["SelectV2"] = n => n.Input(0).Where(n.Input(1), n.Input(2)),
        ["Selu"] = n => Each(n, x => x.Selu()),
        ["Sigmoid"] = n => Each(n, x => x.Sigmoid()),
        ["Sign"] = n => Each(n, x => x.Sign()),
        ["Sin"] = n => Each(n, x => x.Sin()),
        ["Sinh"] = n => Each(n, x => x.Sinh()),
        ["Softplus"] = n => Each(n, x => x.Softplus()),
        ["Softsign"] = n => Each(n, x => x.Softsign()),
        ["Sqrt"] = n => Each(n, x => x.Sqrt()),
        ["Square"] = n => Each(n, x => x * x),
        ["SquaredDifference"] = n => n.Input(0) - n.Input(1) is var d ? d * d : null!,
        ["Sub"] = n => Binary(n, (a, b) => a - b),
        ["Tan"] = n => Each(n, x => x.Tan()),
        ["Tanh"] = n => Each(n, x => x.Tanh()),
        ["TruncateDiv"] = n => n.Input(0) / n.Input(1),
        ["TruncateMod"] = n => n.Input(0).Mod(n.Input(1), fmod: true),
        ["Xdivy"] = n => Unless(n.Input(0), n.Input(0) / n.Input(1)),
        ["Xlogy"] = n => Unless(n.Input(0), n.Input(0) * n.Input(1).Log()),

        ["BatchMatMul"] = n => Product(n, "adj_x", "adj_y"),
        ["BatchMatMulV2"] = n => Product(n, "adj_x", "adj_y"),
        ["BatchMatMulV3"] = n => Product(n, "adj_x", "adj_y"),
        ["Einsum"] = n => n.Graph.Einsum(n.Text("equation"), n.Inputs()),
        ["MatMul"] = n => Product(n, "transpose_a", "transpose_b"),
    };

    private static Value Each(ImportedNode n, Func<Value, Value> function) => ChannelOrder.Through(n.Input(0), function);

    // A bias or scale for each channel gets the rank of the other operand, so that passes can move it to where channels are second.
    private static Value Binary(ImportedNode n, Func<Value, Value, Value> function)
    {
        Value a = n.Weight(0), b = n.Weight(1);
        return function(Raised(a, b), Raised(b, a));

        static Value Raised(Value x, Value other) => x.Parameter is not null && x.Shape.Rank == 1 && other is { Parameter: null, Shape: { IsRanked: true, Rank: >= 3 } shape }
            ? x.Unsqueeze([.. Enumerable.Range(0, shape.Rank - 1)])
            : x;
    }

    // Dropout keeps what a random number from 0 to 1 and the share to keep make at least 1 together: all, when the share is 1.
    private static Value? KeptByDropout(Value x)
    {
        if (x.Producer is not { Operator: Add } sum || !sum.Inputs.Any(i => i!.Known is { Type: ElementType.Float32, Count: 1 } share && share.AsSpan<float>()[0] == 1)) return null;
        return sum.Inputs.Select(i => Behind(i!)).FirstOrDefault(p => p?.Operator is RandomUniformLike { Low: 0, High: 1 }) is { } random ? random.Inputs[0]! + 1 : null;
    }

    // The range from 0 to 1 is spelled out, too: times 1, plus 0.
    private static Node? Behind(Value x)
    {
        while (x.Producer is { Operator: Add or Mul } node && node.Inputs[1]!.Known is not null) x = node.Inputs[0]!;
        return x.Producer;
    }

    private static Value Unless(Value zero, Value otherwise) => zero.Equal(zero.Like(0)).Where(otherwise.Like(0), otherwise);

    private static Value FloorDiv(Value a, Value b) => a.Type.Element.IsFloat() ? (a / b).Floor() : (a - a.Mod(b)) / b;

    private static Value FloorMod(Value a, Value b) => a.Type.Element.IsFloat() ? a - (a / b).Floor() * b : a.Mod(b);

    // A condition with a single axis chooses whole rows.
    private static Value Select(Value condition, Value a, Value b)
    {
        if (condition.Shape.IsRanked && a.Shape.IsRanked && condition.Shape.Rank == 1 && a.Shape.Rank > 1)
            condition = condition.Unsqueeze([.. Enumerable.Range(1, a.Shape.Rank - 1)]);
        return condition.Where(a, b);
    }

    private static Value Atan2(Value y, Value x)
    {
        Value angle = (y / x).Atan(), half = y.GreaterOrEqual(y.Like(0)).Where(y.Like(Math.PI), y.Like(-Math.PI));
        Value turned = x.Less(x.Like(0)).Where(angle + half, angle);
        Value upright = y.Equal(y.Like(0)).Where(y.Like(0), half * 0.5);
        return x.Equal(x.Like(0)).Where(upright, turned);
    }

    private static Value Product(ImportedNode n, string first, string second)
    {
        Value a = n.Flag(first) ? Swapped(n, n.Weight(0)) : n.Weight(0);
        return a.MatMul(n.Flag(second) ? Swapped(n, n.Weight(1)) : n.Weight(1));
    }

    private static Value Swapped(ImportedNode n, Value x)
    {
        int rank = x.Shape.IsRanked ? x.Shape.Rank : throw n.Error("an operand that is to be transposed has an unknown number of dimensions");
        return rank < 2 ? throw n.Error($"an operand that is to be transposed has {rank} dimensions") : x.Transpose([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
    }
}

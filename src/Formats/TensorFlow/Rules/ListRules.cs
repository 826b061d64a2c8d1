using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Lists of tensors that loops read and write.</summary>
internal static class ListRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["EmptyTensorList"] = n => new ListOperand(n.Type("element_dtype")),
        ["TensorArrayConcatV3"] = n => new Results(new TensorOperand(n.Operand<ListOperand>(1).ToSequence(n.Scope).ConcatFromSequence(0)), AbsentOperand.One),
        ["TensorArrayGatherV3"] = n => n.Operand<ListOperand>(2).Stack(n.Scope).Gather(n.Input(1)),
        ["TensorArrayReadV3"] = n => n.Operand<ListOperand>(2).Get(n.Scope, n.Input(1)),
        ["TensorArrayScatterV3"] = n => Scatter(n),
        ["TensorArraySizeV3"] = n => n.Operand<ListOperand>(1).Length(n.Scope),
        ["TensorArrayV3"] = n => Array(n),
        ["TensorArrayWriteV3"] = n => n.Operand<ListOperand>(3).Set(n.Scope, n.Input(1), n.Input(2)),
        ["TensorListFromTensor"] = n => new ListOperand(n.Type("element_dtype")) { Stacked = n.Input(0), Rank = n.Input(0).Shape.IsRanked ? n.Input(0).Shape.Rank - 1 : null },
        ["TensorListGetItem"] = n => n.Operand<ListOperand>(0).Get(n.Scope, n.Input(1)),
        ["TensorListLength"] = n => n.Operand<ListOperand>(0).Length(n.Scope),
        ["TensorListPushBack"] = n => n.Operand<ListOperand>(0).Push(n.Scope, n.Input(1)),
        ["TensorListReserve"] = n => new ListOperand(n.Type("element_dtype")) { Size = n.Input(1), Rank = n.Integers(0) is { } shape && shape is not [-1] ? shape.Length : null },
        ["TensorListSetItem"] = n => n.Operand<ListOperand>(0).Set(n.Scope, n.Input(1), n.Input(2)),
        ["TensorListStack"] = n => n.Operand<ListOperand>(0).Stack(n.Scope),
    };

    // The handle says nothing that the flow does not say as well.
    private static Operand[] Array(ImportedNode n)
    {
        int? rank = n.Proto.Attributes.GetValueOrDefault("element_shape")?.Shape is { UnknownRank: false } shape ? shape.Dims.Count : null;
        var list = new ListOperand(n.Type("dtype")) { Size = n.Input(0), Rank = rank is 0 ? null : rank };
        return [list, list];
    }

    private static Results Scatter(ImportedNode n)
    {
        Value places = n.Input(1), items = n.Input(2);
        bool inOrder = n.Integers(1) is { } known ? known.Select((place, i) => place == i).All(same => same)
            : places.Producer is { Operator: Graphs.Range } range && ShapeArithmetic.Integers(range.Inputs[0]!.Known) is [0] && ShapeArithmetic.Integers(range.Inputs[2]!.Known) is [1];
        if (!inOrder) throw n.Error("elements that are not put in order are not supported");
        return n.Operand<ListOperand>(3) with { Stacked = items, Size = null, Rank = items.Shape.IsRanked ? items.Shape.Rank - 1 : null };
    }
}

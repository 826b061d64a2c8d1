using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Operators on text, and tables that look things up.</summary>
internal static class TextRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["AsString"] = n => n.Input(0).Cast(ElementType.String),
        ["HashTable"] = n => new TableOperand(n.Name),
        ["HashTableV2"] = n => new TableOperand(n.Name),
        ["LookupTableFind"] = n => Find(n),
        ["LookupTableFindV2"] = n => Find(n),
        ["ReduceJoin"] = n => Joined(n),
        ["RegexFullMatch"] = n => n.Input(0).RegexFullMatch(n.Known(1) is { Type: ElementType.String, Count: 1 } pattern ? pattern.Strings[0] : throw n.Error("the pattern (input 1) must be known when the graph is built")),
        ["StaticRegexFullMatch"] = n => n.Input(0).RegexFullMatch(n.Text("pattern")),
        ["StringJoin"] = n => n.Inputs().Aggregate((a, b) => n.Text("separator", "") is { Length: > 0 } separator ? a.StringConcat(Text(n.Graph, separator)).StringConcat(b) : a.StringConcat(b)),
        ["StringLower"] = n => n.Input(0).StringNormalizer("LOWER"),
        ["StringSplit"] = n => Split(n, n.Known(1) is { Type: ElementType.String, Count: 1 } given ? given.Strings[0] : throw n.Error("the delimiter (input 1) must be known when the graph is built"), n.Flag("skip_empty", true)),
        ["StringSplitV2"] = n => Split(n, n.Known(1) is { Type: ElementType.String, Count: 1 } given ? given.Strings[0] : throw n.Error("the delimiter (input 1) must be known when the graph is built"), skipEmpty: false),
        ["StringToNumber"] = n => n.Input(0).Cast(n.Type("out_type", ElementType.Float32)),
        ["StringUpper"] = n => n.Input(0).StringNormalizer("UPPER"),
    };

    private static Value Text(Graph graph, string text) => graph.Constant(Tensor.OfStrings(Shape.Scalar, text));

    // A sparse matrix: places [parts, 2], parts, and its size. The parts of each text follow each other without gaps.
    private static Value[] Split(ImportedNode n, string delimiter, bool skipEmpty)
    {
        if (n.Op == "StringSplit" && delimiter.Length != 1) throw n.Error($"the delimiter '{delimiter}' is not a single character, which is not supported");
        (Value parts, Value counts) = n.Input(0).StringSplit(delimiter);
        Value places = n.Graph.Constant(Tensor.Scalar(0L)).Range(parts.ShapeOf().Gather(n.Graph.Constant(Tensor.Scalar(1L))), n.Graph.Constant(Tensor.Scalar(1L)));
        Value there = places.Less(counts.Unsqueeze(-1));
        if (skipEmpty) there = there.And(parts.LabelEncoder([""], [0L], 1).Cast(ElementType.Bool));
        Value column = there.Cast(ElementType.Int64).CumSum(1) - 1, indices = there.NonZero().Transpose(1, 0);
        Value row = indices.Slice(1, 0, 1);
        Value width = there.Cast(ElementType.Int64).ReduceSum([1], keepDims: false).ReduceMax([0]);
        return [n.Graph.Concat(1, row, column.GatherND(indices).Unsqueeze(1)), parts.GatherND(indices), n.Graph.Concat(0, n.Input(0).ShapeOf(), width.Reshape(1))];
    }

    // Along one axis, one after the other.
    private static Value Joined(ImportedNode n)
    {
        Value x = n.Input(0);
        int rank = x.Shape.Rank;
        long[] axes = [.. n.RequireIntegers(1, "the axes").Select(a => a < 0 ? a + rank : a)];
        if (axes.Length != 1 || axes[0] < 0 || axes[0] >= rank) throw n.Error($"it joins along axes {string.Join(", ", axes)} of {rank}; one is supported");
        int axis = (int)axes[0];
        Value rows = x.Transpose([axis, .. Enumerable.Range(0, rank).Where(a => a != axis)]);
        Value shape = rows.ShapeOf(), count = shape.Slice(0, 0, 1).Squeeze(0);
        Value empty = n.Graph.Add(new Expand(), Text(n.Graph, ""), shape.Slice(0, 1));
        var body = new Graph();
        Value iteration = body.Input("iteration", ElementType.Int64, SymbolicShape.Scalar), condition = body.Input("condition", ElementType.Bool, SymbolicShape.Scalar);
        Value before = body.Input("joined", ElementType.String, SymbolicShape.Unknown(rank - 1)), between = body.Input("separator", ElementType.String, SymbolicShape.Scalar);
        Value all = body.Input("rows", ElementType.String, SymbolicShape.Unknown(rank));
        body.Output("next_condition", condition.Identity());
        body.Output("next_joined", before.StringConcat(between).StringConcat(all.Gather(iteration)));
        // Nothing stands before the first.
        body.Output("next_separator", Text(body, n.Text("separator", "")).Identity());
        Value joined = n.Graph.AddNode(n.Name, new Loop(body, Captures: 1), count, null, empty, Text(n.Graph, ""), rows).Outputs[0];
        return n.Flag("keep_dims") ? joined.Unsqueeze(axis) : joined;
    }

    // A table is filled by a node elsewhere, from constants.
    private static Value Find(ImportedNode n)
    {
        string table = n.Operand<TableOperand>(0).Node;
        (Tensor keys, Tensor values) = InitialValues.OfTable(n.Scope.Import.File, table) ?? throw n.Error($"table '{table}' is not filled from constants of the graph");
        Tensor otherwise = n.Known(2) ?? throw n.Error("the value for what is not in the table (input 2) must be known when the graph is built");
        var encoder = new LabelEncoder(KeysTensor: new TensorValue(keys), ValuesTensor: new TensorValue(values), DefaultTensor: new TensorValue(otherwise.View([1])));
        return n.Graph.Add(encoder, n.Input(1));
    }
}

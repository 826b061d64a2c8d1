using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>Branches, loops, lists and functions, in both ways that TensorFlow spells them, with results worked out by hand.</summary>
public class TensorFlowControlTests
{
    private static readonly (string, AttrValue)[] Frame = [("frame_name", "loop"), ("is_constant", false)], Constant = [("frame_name", "loop"), ("is_constant", true)];

    // i = 0; x = input; while (i < 5) { x = x * 2 + bias; i++; }
    [Fact]
    public void ALoopOfTheOlderKindRunsUntilItsConditionFails()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1);
        g.Floats("bias", [1], 3);
        OldLoop(g, limit: 5, (now, next) =>
        {
            g.Add("Enter", "bias_in", ["bias"], Constant);
            g.Const("two", Tensor.Scalar(2f));
            g.Add("Mul", "double", [now, "two"]);
            g.Add("AddV2", next, ["double", "bias_in"]);
        });
        // 1 -> 5 -> 13 -> 29 -> 61 -> 125: (x + 3) * 32 - 3.
        Nets.AssertClose([125, 157], Nets.Run(g, "exit_x", ("x", Tensor.Of<float>([2], 1, 2))));
    }

    // A list is read at the counter, and another written there.
    [Fact]
    public void ListsOfALoopOfTheOlderKindAreReadAndCollected()
    {
        GraphDef g = Nets.New();
        g.Placeholder("items", DataType.Float, 3, -1);
        g.Placeholder("x", DataType.Float, -1);
        g.Ints("places", 0, 1, 2);
        g.Int("three", 3);
        g.Add("TensorArrayV3", "source", ["three"], ("dtype", DataType.Float));
        g.Add("TensorArrayScatterV3", "filled", ["source", "places", "items", "source:1"], ("T", DataType.Float));
        g.Add("TensorArrayV3", "target", ["three"], ("dtype", DataType.Float));
        OldLoop(g, limit: 3, (now, next) =>
        {
            g.Add("Enter", "source_in", ["source"], Constant);
            g.Add("Enter", "filled_in", ["filled"], Constant);
            g.Add("Enter", "target_in", ["target"], Constant);
            g.Add("TensorArrayReadV3", "item", ["source_in", "switch_i:1", "filled_in"], ("dtype", DataType.Float));
            g.Add("AddV2", next, [now, "item"]);
            g.Add("Enter", "enter_list", ["target:1"], Frame);
            g.Add("Merge", "merge_list", ["enter_list", "next_list"]);
            g.Add("Switch", "switch_list", ["merge_list", "condition"]);
            g.Add("TensorArrayWriteV3", "written", ["target_in", "switch_i:1", next, "switch_list:1"], ("T", DataType.Float));
            g.Add("NextIteration", "next_list", ["written"]);
            g.Add("Exit", "exit_list", ["switch_list"]);
        });
        g.Add("TensorArrayGatherV3", "sums", ["target", "places", "exit_list"], ("dtype", DataType.Float));
        Tensor[] results = Nets.Run(g, ["sums", "exit_x"], ("items", Nets.Counting(3, 2)), ("x", Tensor.Of<float>([2], 10, 20)));

        Assert.Equal(Shape.Of(3, 2), results[0].Shape);
        Nets.AssertClose([11, 22, 14, 26, 19, 32], results[0]);
        Nets.AssertClose([19, 32], results[1]);
        Graph imported = TensorFlowImporter.Import(g.ToBytes(), new TensorFlowImportOptions { Outputs = ["sums"] });
        Assert.DoesNotContain(imported.Nodes, n => n.Operator.OpType.Contains("Sequence"));
    }

    [Theory]
    [InlineData(true, new[] { 2f, 4, 6 })]
    [InlineData(false, new[] { 11f, 12, 13 })]
    public void ABranchOfTheOlderKindIsTakenAsItsConditionSays(bool condition, float[] expected)
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 3);
        g.Placeholder("condition", DataType.Bool);
        g.Const("known", Tensor.Scalar(condition));
        foreach ((string name, string by) in new[] { ("asked", "condition"), ("fixed", "known") })
        {
            g.Add("Identity", $"{name}/pred_id", [by]);
            g.Add("Switch", $"{name}/Switch", ["x", $"{name}/pred_id"]);
            g.Add("Switch", $"{name}/Switch_1", [$"{name}/pred_id", $"{name}/pred_id"]);
            g.Add("Identity", $"{name}/switch_f", [$"{name}/Switch_1"]);
            g.Nodes.Add(NodeDef.Of("Const", $"{name}/ten", [$"^{name}/switch_f"], ("value", Tensor.Scalar(10f)), ("dtype", DataType.Float)));
            g.Add("AddV2", $"{name}/sum", [$"{name}/Switch", $"{name}/ten"]);
            g.Add("AddV2", $"{name}/twice", [$"{name}/Switch:1", $"{name}/Switch:1"]);
            g.Add("Merge", $"{name}/Merge", [$"{name}/sum", $"{name}/twice"]);
        }
        Nets.AssertClose(expected, Nets.Run(g, "asked/Merge", ("x", Nets.Counting(3)), ("condition", Tensor.Scalar(condition))));
        Tensor[] fixedResults = Nets.Run(g, ["fixed/Merge", "fixed/Merge:1"], ("x", Nets.Counting(3)));
        Nets.AssertClose(expected, fixedResults[0]);
        Assert.Equal(condition ? 1 : 0, fixedResults[1].AsSpan<int>()[0]);
        Graph imported = TensorFlowImporter.Import(g.ToBytes(), new TensorFlowImportOptions { Outputs = ["fixed/Merge"] });
        Assert.Equal("Add", Assert.Single(imported.Nodes).Operator.OpType);
    }

    [Theory]
    [InlineData("If", "PartitionedCall", "While")]
    [InlineData("StatelessIf", "StatefulPartitionedCall", "StatelessWhile")]
    public void FunctionsAreCalledAndChosenAndRepeated(string @if, string call, string @while)
    {
        GraphDef g = Nets.New();
        g.Functions.Add(Function("twice", ["v"], ["out"], [NodeDef.Of("AddV2", "sum", ["v", "v"])], "sum:z:0"));
        g.Functions.Add(Function("negative", ["v"], ["out"], [NodeDef.Of("Neg", "minus", ["v"])], "minus:y:0"));
        g.Functions.Add(Function("less", ["i", "v", "limit"], ["out"], [NodeDef.Of("Less", "less", ["i", "limit"])], "less:z:0"));
        g.Functions.Add(Function("step", ["i", "v", "limit"], ["a", "b", "c"],
        [
            NodeDef.Of("Const", "one", [], ("value", Tensor.Scalar(1)), ("dtype", DataType.Int32)),
            NodeDef.Of("AddV2", "more", ["i", "one:output:0"]),
            NodeDef.Of(call, "again", ["v"], ("f", AttrValue.OfFunction("twice"))),
            NodeDef.Of("Identity", "same", ["limit"]),
        ], "more:z:0", "again:output:0", "same:output:0"));
        g.Placeholder("x", DataType.Float, -1);
        g.Placeholder("positive", DataType.Bool);
        g.Int("zero", 0);
        g.Placeholder("limit", DataType.Int32);
        g.Add(@while, "repeat", ["zero", "x", "limit"], ("cond", AttrValue.OfFunction("less")), ("body", AttrValue.OfFunction("step")));
        g.Add(@if, "choose", ["positive", "repeat:1"], ("then_branch", AttrValue.OfFunction("twice")), ("else_branch", AttrValue.OfFunction("negative")));
        foreach ((bool positive, int limit, float[] expected) in new (bool, int, float[])[] { (true, 3, [16, 32]), (false, 3, [-8, -16]), (true, 0, [2, 4]) })
            Nets.AssertClose(expected, Nets.Run(g, "choose", ("x", Nets.Counting(2)), ("positive", Tensor.Scalar(positive)), ("limit", Tensor.Scalar(limit))));
    }

    // Newer recurrent networks: the list of inputs is unchanged, the list of outputs gets an element at each time step.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ListsOfALoopOfFunctionsAreReadAndWritten(bool readsWhatItWrites)
    {
        GraphDef g = Nets.New();
        g.Functions.Add(Function("go", ["t", "h", "inputs", "outputs"], ["out"],
            [NodeDef.Of("Const", "three", [], ("value", Tensor.Scalar(3)), ("dtype", DataType.Int32)), NodeDef.Of("Less", "less", ["t", "three:output:0"])], "less:z:0"));
        List<NodeDef> body =
        [
            NodeDef.Of("Const", "one", [], ("value", Tensor.Scalar(1)), ("dtype", DataType.Int32)),
            NodeDef.Of("Const", "shape", [], ("value", Tensor.Of<int>([1], 2)), ("dtype", DataType.Int32)),
            NodeDef.Of("TensorListGetItem", "x", ["inputs", "t", "shape:output:0"], ("element_dtype", DataType.Float)),
            NodeDef.Of("AddV2", "state", ["h", "x:item:0"]),
            NodeDef.Of("TensorListSetItem", "set", ["outputs", "t", "state:z:0"], ("element_dtype", DataType.Float)),
            NodeDef.Of("AddV2", "time", ["t", "one:output:0"]),
        ];
        if (readsWhatItWrites)
        {
            body.Add(NodeDef.Of("TensorListGetItem", "back", ["set:output_handle:0", "t", "shape:output:0"], ("element_dtype", DataType.Float)));
            body.Add(NodeDef.Of("Identity", "last", ["back:item:0"]));
        }
        else body.Add(NodeDef.Of("Identity", "last", ["state:z:0"]));
        g.Functions.Add(Function("step", ["t", "h", "inputs", "outputs"], ["a", "b", "c", "d"], body, "time:z:0", "last:output:0", "inputs", "set:output_handle:0"));
        g.Placeholder("x", DataType.Float, 3, 2);
        g.Ints("shape", 2);
        g.Int("zero", 0);
        g.Int("three", 3);
        g.Floats("h", [2], 0.5f, 0.5f);
        g.Add("TensorListFromTensor", "inputs", ["x", "shape"], ("element_dtype", DataType.Float));
        g.Add("TensorListReserve", "outputs", ["shape", "three"], ("element_dtype", DataType.Float));
        g.Add("While", "loop", ["zero", "h", "inputs", "outputs"], ("cond", AttrValue.OfFunction("go")), ("body", AttrValue.OfFunction("step")));
        g.Add("TensorListStack", "all", ["loop:3", "shape"], ("element_dtype", DataType.Float));
        Tensor[] results = Nets.Run(g, ["all", "loop:1"], ("x", Nets.Counting(3, 2)));

        Nets.AssertClose([1.5f, 2.5f, 4.5f, 6.5f, 9.5f, 12.5f], results[0]);
        Assert.Equal(Shape.Of(3, 2), results[0].Shape);
        Nets.AssertClose([9.5f, 12.5f], results[1]);
    }

    // for i in 0..3: for j in 0..2: x += i
    [Fact]
    public void LoopsMayStandInLoops()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 1);
        OldLoop(g, limit: 3, (now, next) =>
        {
            g.Add("Cast", "i_float", ["switch_i:1"], ("SrcT", DataType.Int32), ("DstT", DataType.Float));
            OldLoop(g, limit: 2, (innerNow, innerNext) =>
            {
                g.Add("Enter", "i_in", ["i_float"], ("frame_name", "inner"), ("is_constant", true));
                g.Add("AddV2", innerNext, [innerNow, "i_in"]);
            }, "inner", now);
            g.Add("Identity", next, ["inner/exit_x"]);
        });
        Nets.AssertClose([7], Nets.Run(g, "exit_x", ("x", Nets.Counting(1))));
    }

    private static void OldLoop(GraphDef g, int limit, Action<string, string> body, string frame = "loop", string x = "x")
    {
        string p = frame == "loop" ? "" : frame + "/";
        (string, AttrValue)[] varies = [("frame_name", frame), ("is_constant", false)], stays = [("frame_name", frame), ("is_constant", true)];
        g.Int($"{p}begin", 0);
        g.Int($"{p}limit", limit);
        g.Int($"{p}one", 1);
        g.Add("Enter", $"{p}enter_i", [$"{p}begin"], varies);
        g.Add("Enter", $"{p}enter_x", [x], varies);
        g.Add("Enter", $"{p}limit_in", [$"{p}limit"], stays);
        g.Add("Merge", $"{p}merge_i", [$"{p}enter_i", $"{p}next_i"]);
        g.Add("Merge", $"{p}merge_x", [$"{p}enter_x", $"{p}next_x"]);
        g.Add("Less", $"{p}less", [$"{p}merge_i", $"{p}limit_in"]);
        g.Add("LoopCond", $"{p}condition", [$"{p}less"]);
        g.Add("Switch", $"{p}switch_i", [$"{p}merge_i", $"{p}condition"]);
        g.Add("Switch", $"{p}switch_x", [$"{p}merge_x", $"{p}condition"]);
        g.Add("AddV2", $"{p}more", [$"{p}switch_i:1", $"{p}one"]);
        g.Add("NextIteration", $"{p}next_i", [$"{p}more"]);
        body($"{p}switch_x:1", $"{p}result");
        g.Add("NextIteration", $"{p}next_x", [$"{p}result"]);
        g.Add("Exit", $"{p}exit_x", [$"{p}switch_x"]);
    }

    private static FunctionDef Function(string name, string[] arguments, string[] outputs, IEnumerable<NodeDef> nodes, params string[] results)
    {
        var function = new FunctionDef { Signature = new OpDef { Name = name } };
        function.Signature.Inputs.AddRange(arguments.Select(a => new ArgDef { Name = a }));
        function.Signature.Outputs.AddRange(outputs.Select(o => new ArgDef { Name = o }));
        function.Nodes.AddRange(nodes);
        for (int r = 0; r < results.Length; r++) function.Results[outputs[r]] = results[r];
        return function;
    }
}

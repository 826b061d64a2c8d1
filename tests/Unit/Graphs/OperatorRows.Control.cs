using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Control =>
    [
        new(new If(Body(2, x => x[0].Relu() + x[1]), Body(1, x => x[0].Neg())), Tensor.Scalar(true), new[] { 2, 3 }, new[] { 2, 3 }, new[] { 2, 3 }) { HasGradient = false },
        new(new If(Body(1, x => x[0].Exp()), Body(1, x => x[0].Neg())), Tensor.Scalar(false), new[] { 2, 3 }, new[] { 2, 3 }) { HasGradient = false },
        new(new Loop(LoopBody(), Captures: 1), Tensor.Scalar(4L), Tensor.Scalar(true), new[] { 3 }, new[] { 3 }) { HasGradient = false },
        new(new Scan(ScanBody(), 1), new[] { 3 }, new[] { 5, 3 }) { HasGradient = false },
        new(new Scan(ScanBody(), 1, Ints.Of(1), Ints.Of(1), Ints.Of(-1), Ints.Of(1)), new[] { 3 }, new[] { 3, 5 }) { HasGradient = false },
        new(new SequenceMap(Body(2, x => x[0] * x[1]), Captures: 1), Pair, new[] { 3 }) { HasGradient = false, Saved = false },
    ];

    private static OperatorRow[] Sequences =>
    [
        new(new SequenceConstruct(), new[] { 2, 3 }, new[] { 4 }) { HasGradient = false },
        new(new SequenceEmpty(ElementType.Int64)) { HasGradient = false },
        new(new SequenceAt(), Pair, Tensor.Scalar(-1L)) { HasGradient = false, Saved = false },
        new(new SequenceInsert(), Pair, new[] { 4, 3 }, Tensor.Scalar(1)) { HasGradient = false, Saved = false },
        new(new SequenceInsert(), Pair, new[] { 4, 3 }) { HasGradient = false, Saved = false },
        new(new SequenceErase(), Pair, Tensor.Scalar(0L)) { HasGradient = false, Saved = false },
        new(new SequenceErase(), Pair) { HasGradient = false, Saved = false },
        new(new SequenceLength(), Pair) { HasGradient = false, Saved = false },
        new(new ConcatFromSequence(0), Pair) { HasGradient = false, Saved = false },
        new(new ConcatFromSequence(-1, NewAxis: true), Tensor.Sequence(Tensor.Ints(1, 2), Tensor.Ints(3, 4))) { HasGradient = false, Saved = false },
        new(new SplitToSequence(1), new[] { 2, 5 }, Tensor.Scalar(2L)) { HasGradient = false },
        new(new SplitToSequence(0, KeepDims: false), new[] { 3, 5 }) { HasGradient = false },
        new(new SplitToSequence(1), new[] { 2, 5 }, Tensor.Ints(1, 4)) { HasGradient = false },
        new(new Optional(), new[] { 2, 3 }) { HasGradient = false },
        new(new Optional(new TensorType(ElementType.Float32, [2]))) { HasGradient = false },
        new(new OptionalHasElement(), new[] { 2, 3 }) { HasGradient = false },
        new(new OptionalHasElement(), Tensor.Optional(null)) { HasGradient = false, Saved = false },
        new(new OptionalGetElement(), Tensor.Optional(Tensor.Ints(1, 2))) { HasGradient = false, Saved = false },
    ];

    private static Tensor Pair => Tensor.Sequence(Tensor.Of<float>([1, 3], 1, 2, 3), Tensor.Of<float>([2, 3], 4, 5, 6, 7, 8, 9));

    private static Graph Body(int inputs, Func<Value[], Value> build)
    {
        var graph = new Graph();
        Value[] x = [.. Enumerable.Range(0, inputs).Select(i => graph.Input($"b{i}", ElementType.Float32, SymbolicShape.Unranked))];
        graph.Output("r", build(x));
        return graph;
    }

    // Carries a sum, gives what was added, and stops before the number of iterations is reached.
    private static Graph LoopBody()
    {
        var graph = new Graph();
        Value iteration = graph.Input("i", ElementType.Int64, SymbolicShape.Scalar);
        graph.Input("goOn", ElementType.Bool, SymbolicShape.Scalar);
        Value sum = graph.Input("sum", ElementType.Float32, [3]), step = graph.Input("step", ElementType.Float32, [3]);
        graph.Output("next", iteration.Less(graph.Scalar(ElementType.Int64, 2)));
        Value more = step * iteration.Cast(ElementType.Float32);
        graph.Output("sumNext", sum + more);
        graph.Output("more", more);
        return graph;
    }

    private static Graph ScanBody()
    {
        var graph = new Graph();
        Value state = graph.Input("state", ElementType.Float32, [3]), slice = graph.Input("slice", ElementType.Float32, [3]);
        Value sum = state + slice;
        graph.Output("stateNext", sum);
        graph.Output("collected", sum.Relu());
        return graph;
    }
}

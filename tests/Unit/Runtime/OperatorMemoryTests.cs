using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tests.Unit.Graphs;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

/// <summary>Every operator where the planner lets it overwrite its operands, and in memory that holds other numbers.</summary>
public class OperatorMemoryTests
{
    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void OverwritingGivesWhatSeparateMemoryGives(int row, string name)
    {
        (Graph graph, Tensor[] inputs) = Build(OperatorRows.All[row], 1);
        if (inputs.Any(i => i.Type == ElementType.String)) return;

        Tensor[] expected = ReferenceExecutor.Run(graph, inputs, reference: false);
        Same(expected, new Executor(graph, new ExecutorOptions(Optimize: false)).Run(inputs), name);
    }

    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void NothingIsLeftOfTheRunBefore(int row, string name)
    {
        (Graph graph, Tensor[] inputs) = Build(OperatorRows.All[row], 1);
        Tensor[] others = Build(OperatorRows.All[row], 2).Inputs;
        var executor = new Executor(graph, new ExecutorOptions(Optimize: false));
        Tensor[] fresh = executor.Run(inputs);

        executor.Run(others);

        Same(fresh, executor.Run(inputs), name);
    }

    // Identity of an input has memory of its own, which ends with the node: so the operator overwrites wherever it says that it may.
    private static (Graph Graph, Tensor[] Inputs) Build(OperatorRow row, int seed)
    {
        (Graph plain, Tensor[] inputs, Node node) = row.Build(ElementType.Float32, seed);
        var graph = new Graph();
        Value?[] operands = new Value?[node.Inputs.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            if (node.Inputs[i] is not { } input) continue;
            operands[i] = input.Constant is { } constant ? graph.Constant(constant) : graph.Input(input.Name!, input.Type.Element, input.Shape).Identity();
        }
        Node copy = graph.AddNode(node.Name, node.Operator, operands);
        for (int o = 0; o < copy.Outputs.Count; o++) graph.Output($"y{o}", copy.Outputs[o]);
        Assert.Equal(plain.Inputs.Count, graph.Inputs.Count);
        return (graph, inputs);
    }

    private static void Same(Tensor[] expected, Tensor[] actual, string name)
    {
        for (int o = 0; o < expected.Length; o++)
        {
            if (expected[o].Type == ElementType.String) Assert.Equal(expected[o].Strings.ToArray(), actual[o].Strings.ToArray());
            else Assert.True(expected[o].AsBytes().SequenceEqual(actual[o].AsBytes()), $"{name}: result {o} differs");
        }
    }
}

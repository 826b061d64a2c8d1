using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>The promise that operators give the same bits on any number of threads, at sizes that are cut into pieces.</summary>
public class OperatorThreadTests
{
    [Fact]
    public void ThreadsDoNotChangeAnyBit()
    {
        OperatorRow[] large =
        [
            new(new ReduceSum(), (int[])[40, 3, 4000], Operand.Ints(0, 2)),
            new(new ReduceMean(), (int[])[9000, 70], Operand.Ints(0)),
            new(new ReduceSumSquare(), (int[])[300, 3000]),
            new(new Gelu(), (int[])[100_003]),
            new(new Softmax(), (int[])[300, 999]),
            new(new Softmax(1), (int[])[30, 21, 333]),
            new(new Dropout(), (int[])[100_003], Tensor.Scalar(0.3f), Tensor.Scalar(true)),
            new(new BatchNormalization(TrainingMode: true), (int[])[40, 7, 30, 31], (int[])[7], (int[])[7], (int[])[7], (int[])[7]),
            new(new BatchNormalizationGradient(1e-5f, true), (int[])[40, 7, 30, 31], (int[])[40, 7, 30, 31], (int[])[7], (int[])[7], (int[])[7]),
            new(new BatchNormalizationGradient(1e-5f, true), (int[])[300, 777], (int[])[300, 777], (int[])[777], (int[])[777], (int[])[777]),
            new(new LayerNormalizationGradient(-1, 1e-5f), (int[])[300, 777], (int[])[300, 777], (int[])[777]),
            new(new GroupNormalizationGradient(2, 1e-5f), (int[])[20, 6, 30, 31], (int[])[20, 6, 30, 31], (int[])[6]),
        ];
        foreach (OperatorRow row in OperatorRows.All.Concat(large))
        {
            (Graph graph, Tensor[] inputs, _) = row.Build(ElementType.Float32);
            Tensor[] many = new Executor(graph).Run(inputs), one;
            using (Workers.Limit(1)) one = new Executor(graph).Run(inputs);
            for (int o = 0; o < one.Length; o++)
                Assert.True(one[o].Type == ElementType.String || one[o].AsBytes().SequenceEqual(many[o].AsBytes()), $"{row}: result {o} depends on the number of threads");
        }
    }
}

using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

public class AllocationTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void WarmRunsAllocateNothing(bool convolutions, bool training)
    {
        Graph graph = convolutions ? SmallNetworks.Cnn(training) : SmallNetworks.Mlp(training);
        var executor = new Executor(graph, new ExecutorOptions(Training: training));
        Tensor[] small = SmallNetworks.Batch(graph, 3), large = SmallNetworks.Batch(graph, 8);
        float read = 0;
        for (int i = 0; i < 3; i++) Run();

        Assert.Equal(0, Allocations.Fewest(Run));
        Assert.NotEqual(0, read);

        void Run()
        {
            using (Execution run = executor.Start(small, 1)) read += run.Output(0).AsSpan<float>()[0];
            executor.Start(large, 2).Dispose();
        }
    }
}

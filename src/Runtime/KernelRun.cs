using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Runtime;

/// <summary>Runs a kernel so that a failure says which node it was.</summary>
internal static class KernelRun
{
    /// <summary>Computes the kernel's results.</summary>
    /// <exception cref="ExecutionException">The kernel failed. Cancelling is no failure and passes as it is.</exception>
    public static void Run(Kernel kernel)
    {
        try
        {
            kernel.Node.Operator.Run(kernel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ExecutionException(kernel, e);
        }
    }
}

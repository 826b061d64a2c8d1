using System.Text;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// A node failed while the graph ran. The message names its operator and its name, the types and shapes of its operands and results, and
/// what went wrong; the kernel's own exception is the inner one.
/// </summary>
public sealed class ExecutionException : Exception
{
    internal ExecutionException(Kernel kernel, Exception cause) : base(Describe(kernel, cause), cause) => NodeName = kernel.Node.Name;

    /// <summary>The name of the node that failed.</summary>
    public string NodeName { get; }

    private static string Describe(Kernel kernel, Exception cause)
    {
        var text = new StringBuilder($"{kernel.Node} failed: {cause.Message}{(cause.Message.EndsWith('.') ? "" : ".")} Inputs: ");
        for (int i = 0; i < kernel.InputCount; i++)
            text.Append(i == 0 ? "" : ", ").Append(kernel.HasInput(i) ? kernel.Input(i) : "none");
        text.Append("; results: ");
        for (int o = 0; o < kernel.OutputCount; o++)
            text.Append(o == 0 ? "" : ", ").Append(kernel.HasOutput(o) ? kernel.Output(o) : "unused");
        return text.Append('.').ToString();
    }
}

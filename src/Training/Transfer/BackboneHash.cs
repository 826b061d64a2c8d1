using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A fingerprint of all that decides a network's result: operators, how they hang together, weights, the size of the input.</summary>
internal static class BackboneHash
{
    public static string Of(Graph graph, Value result, SymbolicShape inputShape)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Dictionary<Value, int> numbers = [];
        foreach (Value input in graph.Inputs) numbers[input] = numbers.Count;
        Add($"{inputShape}");
        foreach (Node node in Liveness.Needed(graph, [result]))
        {
            Add($"{node.Operator.Domain}:{node.Operator}");
            foreach (Value? input in node.Inputs)
            {
                if (input is null) Add("none");
                else if ((input.Constant ?? input.Parameter?.Value) is { } tensor) Add(tensor);
                else Add($"{numbers[input]}");
            }
            foreach (Value output in node.Outputs) numbers[output] = numbers.Count;
        }
        Add($"{numbers[result]}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(object part)
        {
            if (part is Tensor { Type: not ElementType.String } tensor && !tensor.Type.IsManaged())
            {
                hash.AppendData(Encoding.UTF8.GetBytes(tensor.ToString() + "\n"));
                hash.AppendData(MemoryMarshal.AsBytes(tensor.AsBytes()));
            }
            else hash.AppendData(Encoding.UTF8.GetBytes(part + "\n"));
        }
    }
}

using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Runs a graph again and again (ONNX Loop). Operands: the most iterations (Int64; left out for no limit), the condition to begin with (Bool; left
/// out for true), the first values of what is carried from iteration to iteration, then what the body uses of the outer graph. The body takes
/// the iteration's number, the condition and the carried values; it gives the condition for the next one, the carried values, and values that
/// are collected. Results: the carried values of the last iteration, then the collected ones, stacked along a new first axis.
/// </summary>
/// <param name="Body">The graph.</param>
/// <param name="Captures">How many of the operands, at the end, are the outer graph's values.</param>
public sealed record Loop(Graph Body, int Captures = 0) : SubgraphOperator
{
    private const int Own = 2;

    /// <inheritdoc/>
    public override IReadOnlyList<Subgraph> Subgraphs(int operands) => [new("body", Body, Body.Inputs.Count - Captures, operands - Captures)];

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        int carried = i.InputCount - Captures - Own, collected = Body.Outputs.Count - 1 - carried;
        if (Body.Inputs.Count != i.InputCount) throw i.Error($"the body takes {Body.Inputs.Count - Captures} inputs, but there are {i.InputCount - Captures} operands");
        if (carried < 0 || collected < 0) throw i.Error($"the body gives {Body.Outputs.Count} values, too few for {carried} carried ones and the condition");
        for (int c = 0; c < carried; c++) i.Output(Common(i.Input(Own + c), Body.Outputs[1 + c].Value.Type));
        for (int c = 0; c < collected; c++)
        {
            TensorType item = Body.Outputs[1 + carried + c].Value.Type;
            i.Output(item.Shape.IsRanked ? new TensorType(item.Element, [Dim.Unknown(), .. item.Shape.ToArray()]) : item);
        }
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        int carried = k.InputCount - Captures - Own;
        long most = k.HasInput(0) ? k.Integers(0)[0] : long.MaxValue;
        bool goOn = !k.HasInput(1) || IsTrue(k.Input(1));
        Subgraph body = Subgraphs(k.InputCount)[0];
        var formals = new Tensor[Own + carried];
        var last = new Tensor[carried];
        for (int c = 0; c < carried; c++) formals[Own + c] = last[c] = k.Input(Own + c);
        List<Tensor>[] collected = [.. Enumerable.Range(0, Body.Outputs.Count - 1 - carried).Select(_ => new List<Tensor>())];
        long bytes = 0;
        for (int iteration = 0; iteration < most && goOn; iteration++)
        {
            if (iteration == k.State.MaxIterations)
                throw new InvalidOperationException($"The loop has run {iteration:N0} times and counts as endless. If it is not, raise ExecutorOptions.MaxIterations.");
            formals[0] = Tensor.Scalar((long)iteration).View(Body.Inputs[0].Shape is { IsRanked: true, Rank: 1 } ? [1] : Shape.Scalar);
            formals[1] = Tensor.Of(Body.Inputs[1].Shape is { IsRanked: true, Rank: 1 } ? [1] : Shape.Scalar, goOn);
            Tensor[] results = Run(k, body, formals, iteration);
            goOn = IsTrue(results[0]);
            results.AsSpan(1, carried).CopyTo(last);
            for (int c = 0; c < carried; c++) formals[Own + c] = Carried(last[c], Body.Inputs[Own + c].Type);
            for (int c = 0; c < collected.Length; c++)
            {
                collected[c].Add(results[1 + carried + c]);
                if ((bytes += results[1 + carried + c].Bytes) > k.State.MemoryLimit)
                    throw new InsufficientMemoryException($"After {iteration + 1:N0} iterations what the loop collects takes more than {k.State.MemoryLimit:N0} bytes.");
            }
        }
        for (int c = 0; c < carried; c++) k.Give(c, last[c]);
        for (int c = 0; c < collected.Length; c++) k.Give(carried + c, Stacking.Stack(collected[c], Body.Outputs[1 + carried + c].Value.Type));
    }

    // A body may take an optional value and give on what it has made of it.
    private static Tensor Carried(Tensor value, TensorType taken) =>
        taken.Element == ElementType.Optional && value.Type != ElementType.Optional ? Tensor.Optional(value.Clone()) : value;
}

/// <summary>Registers <see cref="Loop"/>, which only importers apply.</summary>
internal static class LoopRegistration
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Loop>();
}

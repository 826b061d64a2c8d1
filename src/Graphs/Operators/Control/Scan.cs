using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Runs a graph once for each slice of its scanned operands (ONNX Scan). Operands: first values of the states, tensors to scan, then what
/// the body uses of the outer graph. The body takes the states and a slice of each scanned tensor; it gives the states and values that are
/// collected. Results: the last states, then the collected values, stacked along an axis of their own.
/// </summary>
/// <param name="Body">The graph.</param>
/// <param name="NumScanInputs">How many operands are scanned.</param>
/// <param name="ScanInputAxes">The axis along which each is scanned; 0 when left out.</param>
/// <param name="ScanInputDirections">1 where one is scanned from its end; 0 when left out.</param>
/// <param name="ScanOutputAxes">The axis along which each collected value is stacked; 0 when left out.</param>
/// <param name="ScanOutputDirections">1 where later values come first; 0 when left out.</param>
/// <param name="Captures">How many of the operands, at the end, are the outer graph's values.</param>
public sealed record Scan(
    Graph Body, int NumScanInputs, Ints ScanInputAxes = default, Ints ScanInputDirections = default, Ints ScanOutputAxes = default,
    Ints ScanOutputDirections = default, int Captures = 0) : SubgraphOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Subgraph> Subgraphs(int operands) => [new("body", Body, Body.Inputs.Count - Captures, operands - Captures)];

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        int states = i.InputCount - Captures - NumScanInputs;
        if (NumScanInputs < 1 || states < 0) throw i.Error($"{NumScanInputs} operands are to be scanned, but there are {i.InputCount - Captures}");
        if (Body.Inputs.Count != i.InputCount || Body.Outputs.Count < states)
            throw i.Error($"the body takes {Body.Inputs.Count - Captures} inputs and gives {Body.Outputs.Count} values, which does not fit {states} states and {NumScanInputs} scanned operands");
        Dim length = i.Shape(states)[Axis(ScanInputAxes, 0, i.Shape(states).Rank)];
        for (int s = 0; s < states; s++) i.Output(Common(i.Input(s), Body.Outputs[s].Value.Type));
        for (int c = 0; c < Body.Outputs.Count - states; c++)
        {
            TensorType item = Body.Outputs[states + c].Value.Type;
            if (!item.Shape.IsRanked)
            {
                i.Output(item);
                continue;
            }
            int axis = Axis(ScanOutputAxes, c, item.Shape.Rank + 1);
            Dim[] dims = item.Shape.ToArray();
            i.Output(new TensorType(item.Element, [.. dims[..axis], length, .. dims[axis..]]));
        }
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        int states = k.InputCount - Captures - NumScanInputs;
        int[] axes = [.. Enumerable.Range(0, NumScanInputs).Select(s => Axis(ScanInputAxes, s, k.Input(states + s).Shape.Rank))];
        int length = k.Input(states).Shape[axes[0]];
        for (int s = 1; s < NumScanInputs; s++)
            if (k.Input(states + s).Shape[axes[s]] != length)
                throw new ShapeException($"The scanned operands have {length} and {k.Input(states + s).Shape[axes[s]]} slices");
        Subgraph body = Subgraphs(k.InputCount)[0];
        var formals = new Tensor[states + NumScanInputs];
        for (int s = 0; s < states; s++) formals[s] = k.Input(s);
        List<Tensor>[] collected = [.. Enumerable.Range(0, Body.Outputs.Count - states).Select(_ => new List<Tensor>())];
        for (int t = 0; t < length; t++)
        {
            for (int s = 0; s < NumScanInputs; s++)
                formals[states + s] = SequenceSlices.Slice(k.Input(states + s), axes[s], IsReversed(ScanInputDirections, s) ? length - 1 - t : t, 1, keepAxis: false);
            Tensor[] results = Run(k, body, formals, t);
            results.AsSpan(0, states).CopyTo(formals);
            for (int c = 0; c < collected.Length; c++) collected[c].Add(results[states + c]);
        }
        for (int s = 0; s < states; s++) k.Give(s, formals[s]);
        for (int c = 0; c < collected.Length; c++)
        {
            if (IsReversed(ScanOutputDirections, c)) collected[c].Reverse();
            TensorType type = Body.Outputs[states + c].Value.Type;
            int rank = collected[c].Count > 0 ? collected[c][0].Shape.Rank : type.Shape.IsRanked ? type.Shape.Rank : 0;
            k.Give(states + c, Stacking.Stack(collected[c], type, Axis(ScanOutputAxes, c, rank + 1)));
        }
    }

    private static bool IsReversed(Ints directions, int index) => index < directions.Length && directions[index] == 1;

    private static int Axis(Ints axes, int index, int rank)
    {
        int axis = index < axes.Length ? axes[index] : 0;
        return axis >= -rank && axis < rank ? axis < 0 ? axis + rank : axis : throw new ShapeException($"Axis {axis} is outside {rank} dimensions");
    }
}

/// <summary>Registers <see cref="Scan"/>, which only importers apply.</summary>
internal static class ScanRegistration
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Scan>();
}

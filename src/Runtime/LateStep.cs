using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>A node that is inferred, given memory and run when its operands are there.</summary>
internal sealed class LateStep(Node node, LateOperand[] operands, int[] results, int[] ends, RunState run)
{
    private readonly bool[] _fixed = [.. operands.Select(o => o.IsFixed)];
    private readonly Tensor?[] _operands = new Tensor?[operands.Length];
    private (ElementType Type, Shape Shape)[]? _signature;
    private TensorType[] _types = [];
    private Tensor?[] _known = [];
    private Kernel? _kernel;

    /// <summary>The slots whose values nobody uses after this step.</summary>
    public int[] Ends => ends;

    public void Run(ReadOnlySpan<Tensor> inputs, Tensor?[] slots, LateBlock?[] blocks, LateMemory memory, ExecutionProfile? profile)
    {
        for (int i = 0; i < operands.Length; i++) _operands[i] = operands[i].Of(inputs, slots);
        if (node.Operator.GivesResults)
        {
            Kernel giving = _kernel = Rebound(new Tensor?[results.Length]);
            Compute(giving, profile);
            for (int o = 0; o < results.Length; o++)
                if (results[o] >= 0) slots[results[o]] = giving.Output(o) ?? throw new InvalidOperationException($"{node} gave no result {o}.");
            if (node.Operator is not SubgraphOperator)
                foreach (LateOperand operand in operands)
                    if (operand.Slot >= 0 && blocks[operand.Slot] is { } block) block.Escaped = true;
            return;
        }
        Infer();
        if (_known.All(k => k is not null))
        {
            for (int o = 0; o < results.Length; o++)
                if (results[o] >= 0) slots[results[o]] = _known[o];
            return;
        }
        if (TryView(slots, blocks)) return;
        var tensors = new Tensor?[results.Length];
        for (int o = 0; o < results.Length; o++)
        {
            if (results[o] < 0) continue;
            TensorType type = _types[o];
            MemoryCheck.Result(node, o, type, run.MemoryLimit);
            Shape shape = type.Shape.ToShape();
            if (type.Element.IsManaged()) tensors[o] = new Tensor(type.Element, shape);
            else
            {
                TensorMemory block = memory.Take(shape.Count * type.Element.Size());
                blocks[results[o]] = new LateBlock(block);
                tensors[o] = new Tensor(type.Element, shape, block, 0);
            }
            slots[results[o]] = tensors[o];
        }
        _kernel = Rebound(tensors);
        Compute(_kernel, profile);
    }

    private static void Compute(Kernel kernel, ExecutionProfile? profile)
    {
        if (profile is null) KernelRun.Run(kernel);
        else profile.Run(kernel);
    }

    private Kernel Rebound(Tensor?[] tensors)
    {
        if (_kernel is null) return new Kernel(node, [.. _operands], tensors, _fixed, run);
        for (int i = 0; i < _operands.Length; i++)
            if (_operands[i] is { } operand) _kernel.Bind(i, operand);
        for (int o = 0; o < tensors.Length; o++) _kernel.BindOutput(o, tensors[o]);
        return _kernel;
    }

    // What a kernel keeps was made for its operands' shapes, and for the elements of those that are fixed. Where other elements say how large
    // the result is (the bounds of a slice), nothing is kept.
    private void Infer()
    {
        if (_signature is not null && Fits(_signature)) return;
        _kernel = null;
        _signature = null;
        TensorType?[] types = [.. _operands.Select(o => o is null ? null : TensorType.Of(o))];
        _types = Inference.Run(node, types, i => operands[i].IsFixed ? _operands[i] : null, out _known);
        if (_types.All(t => t.Shape.IsKnown)) _signature = [.. _operands.Select(o => o is null ? default : (o.Type, o.Shape))];
        else _types = Inference.Run(node, types, i => _operands[i], out _known);
    }

    private bool Fits((ElementType Type, Shape Shape)[] signature)
    {
        for (int i = 0; i < signature.Length; i++)
            if (_operands[i] is { } operand && (operand.Type != signature[i].Type || operand.Shape != signature[i].Shape)) return false;
        return true;
    }

    private bool TryView(Tensor?[] slots, LateBlock?[] blocks)
    {
        if (node.Operator.ViewOf < 0 || operands[node.Operator.ViewOf] is not { Slot: >= 0 } operand) return false;
        Tensor source = slots[operand.Slot]!;
        if (source.Type != _types[0].Element) return false;
        slots[results[0]] = source.View(_types[0].Shape.ToShape());
        if (blocks[operand.Slot] is { } block)
        {
            block.Users++;
            blocks[results[0]] = block;
        }
        return true;
    }
}

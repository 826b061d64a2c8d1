using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Several elementwise operators run as one: block by block, so that what they hand to each other stays in the first-level cache. Operands have
/// the result's shape or are single numbers. The pass <see cref="FuseElementwise"/> makes it; files never hold it.
/// </summary>
public sealed record ElementwiseChain(ChainProgram Program) : Operator
{
    private const int Grain = 16384, Block = 1024;

    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.OutputLike(Program.Whole);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            if (k.Kept is not Operands kept) k.Kept = kept = new Operands(new nint[k.InputCount], new int[k.InputCount]);
            for (int i = 0; i < k.InputCount; i++)
            {
                kept.Addresses[i] = (nint)k.In<float>(i);
                kept.Steps[i] = k.Input(i).Count == 1 ? 0 : 1;
            }
            var task = new Blocks(Program, kept, k.Out<float>(0));
            Workers.For(checked((int)k.Output(0).Count), Grain, ref task);
            return;
        }
        if (k.Kept is not Kernel[] steps) k.Kept = steps = NewSteps(k);
        for (int s = 0; s < steps.Length; s++)
        {
            ChainStep step = Program.Steps[s];
            if (step.A >= 0) steps[s].Bind(0, k.Input(step.A));
            if (step.B is >= 0 and { } b) steps[s].Bind(1, k.Input(b));
            step.Operator.Run(steps[s]);
        }
    }

    // Each operator on whole tensors, as if they had not been fused.
    private Kernel[] NewSteps(Kernel k)
    {
        var results = new Tensor[Program.Steps.Count];
        var kernels = new Kernel[results.Length];
        for (int s = 0; s < results.Length; s++)
        {
            ChainStep step = Program.Steps[s];
            results[s] = s == results.Length - 1 ? k.Output(0) : new Tensor(k.Output(0).Type, k.Output(0).Shape);
            kernels[s] = step.B is { } b
                ? new Kernel(k.Node, [Operand(step.A), Operand(b)], [results[s]], [false, false], k.State)
                : new Kernel(k.Node, [Operand(step.A)], [results[s]], [false], k.State);
        }
        return kernels;

        Tensor Operand(int index) => index >= 0 ? k.Input(index) : results[~index];
    }

    private sealed record Operands(nint[] Addresses, int[] Steps);

    private readonly unsafe struct Blocks(ChainProgram program, Operands operands, float* y) : IRangeTask
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int start, int end)
        {
            float* buffers = stackalloc float[program.Buffers * Block];
            for (int from = start; from < end; from += Block)
            {
                int count = Math.Min(Block, end - from);
                for (int s = 0; s < program.Steps.Count; s++)
                {
                    float* a = Operand(program.Steps[s].A, from, buffers, out int aStep);
                    int bStep = 0;
                    float* b = program.Steps[s].B is { } second ? Operand(second, from, buffers, out bStep) : null;
                    int buffer = program.BufferOf(s);
                    program.Loop(s).Run(a, aStep, b, bStep, buffer < 0 ? y + from : buffers + buffer * Block, count);
                }
            }
        }

        private float* Operand(int index, int from, float* buffers, out int step)
        {
            step = index >= 0 ? operands.Steps[index] : 1;
            return index >= 0 ? (float*)operands.Addresses[index] + (long)from * step : buffers + program.BufferOf(~index) * Block;
        }
    }
}

/// <summary>Registers <see cref="ElementwiseChain"/>.</summary>
internal static class ElementwiseChainBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ElementwiseChain>(Operator.OwnDomain);
}

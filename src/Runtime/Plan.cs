using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>A graph made ready for concrete input shapes: kernels bound to tensors in one arena. One thread at a time may run it.</summary>
internal sealed class Plan(
    (ElementType Type, Shape Shape)[] signature,
    Kernel[] kernels,
    (Kernel Kernel, int Input)[][] rebinds,
    Tensor[] outputs,
    int[] outputInputs,
    (Parameter Parameter, Tensor Value)[] updates,
    RunState run,
    long arenaBytes,
    ExecutionProfile? profile)
{
    public long ArenaBytes => arenaBytes;

    public RunState State => run;

    public bool Fits(ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].Type != signature[i].Type || inputs[i].Shape != signature[i].Shape) return false;
        return true;
    }

    public Tensor Output(int index) => outputs[index];

    public int OutputCount => outputs.Length;

    public void Run(ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            foreach ((Kernel kernel, int index) in rebinds[i]) kernel.Bind(index, inputs[i]);
        for (int o = 0; o < outputs.Length; o++)
            if (outputInputs[o] >= 0) outputs[o] = inputs[outputInputs[o]];
        if (profile is null)
            foreach (Kernel kernel in kernels) kernel.Node.Operator.Run(kernel);
        else
            foreach (Kernel kernel in kernels) profile.Run(kernel);
        foreach ((Parameter parameter, Tensor value) in updates)
        {
            value.CopyTo(parameter.Value);
            parameter.Touch();
        }
    }
}

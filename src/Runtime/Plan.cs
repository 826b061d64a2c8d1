using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>A tensor that a run gives back or writes into a parameter; an input's tensor comes anew with each run, and so does a late value's.</summary>
internal readonly record struct Result(Tensor? Tensor, int Input = -1, int Slot = -1)
{
    public Tensor Of(ReadOnlySpan<Tensor> inputs, LateNodes? late) => Input >= 0 ? inputs[Input] : Slot >= 0 ? late![Slot] : Tensor!;
}

/// <summary>A graph made ready for concrete input shapes: kernels bound to tensors in one arena. One thread at a time may run it.</summary>
internal sealed class Plan(
    (ElementType Type, Shape Shape)[] signature,
    Kernel[] kernels,
    LateNodes? late,
    (Kernel Kernel, int Input)[][] rebinds,
    Result[] outputs,
    (Parameter Parameter, Result Value)[] updates,
    (Tensor Source, Tensor Copy)[] snapshots,
    RunState state,
    long arenaBytes,
    ExecutionProfile? profile)
{
    private readonly Tensor[] _outputs = new Tensor[outputs.Length];
    private long _runNumber;

    public long ArenaBytes => arenaBytes;

    public RunState State => state;

    /// <summary>Counts the runs that have ended, so that what stands for an ended one can be told.</summary>
    public long RunNumber => Volatile.Read(ref _runNumber);

    public bool Fits(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != signature.Length) return false;
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i] is not { } input || input.Type != signature[i].Type || input.Shape != signature[i].Shape) return false;
        return true;
    }

    public Tensor Output(int index) => _outputs[index];

    /// <summary>Ends a run; false when it ended before.</summary>
    public bool End(long run) => Interlocked.CompareExchange(ref _runNumber, run + 1, run) == run;

    public void Run(ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            foreach ((Kernel kernel, int index) in rebinds[i]) kernel.Bind(index, inputs[i]);
        if (profile is null)
            foreach (Kernel kernel in kernels) KernelRun.Run(kernel);
        else
            foreach (Kernel kernel in kernels) profile.Run(kernel);
        late?.Run(inputs);
        for (int o = 0; o < outputs.Length; o++) _outputs[o] = outputs[o].Of(inputs, late);
        foreach ((Tensor source, Tensor copy) in snapshots) source.CopyTo(copy);
        foreach ((Parameter parameter, Result value) in updates)
        {
            value.Of(inputs, late).CopyTo(parameter.Value);
            parameter.Touch();
        }
    }
}

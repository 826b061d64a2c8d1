using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>An optimizer at work on parameters: what it remembers of earlier gradients, and the step that changes the parameters in place.</summary>
public sealed class OptimizerState
{
    private readonly Tensor[][] _slots;
    private readonly Group[] _groups;
    private readonly Parameter[] _parameters;

    internal OptimizerState(Optimizer optimizer, IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, float>? learningRateFactors)
    {
        Optimizer = optimizer;
        _parameters = [.. parameters];
        foreach (Parameter p in parameters)
            if (p.Value.Type != ElementType.Float32)
                throw new NotSupportedException($"Parameter {p} holds {p.Value.Type}; optimizers change Float32 parameters only. Make it not trainable.");
        _slots = [.. Enumerable.Range(0, optimizer.Slots).Select(_ => parameters.Select(p => new Tensor(ElementType.Float32, p.Value.Shape)).ToArray())];
        if (optimizer.InitialSlot != 0)
            foreach (Tensor slot in _slots.SelectMany(s => s)) slot.AsSpan<float>().Fill(optimizer.InitialSlot);
        _groups = [.. Enumerable.Range(0, _parameters.Length)
            .GroupBy(p => learningRateFactors?.TryGetValue(_parameters[p].Name, out float factor) == true ? factor : 1)
            .Select(g => new Group(g.Key, [.. g], new UpdatePass([.. g.Select(p => _parameters[p])], [.. _slots.Select(s => g.Select(p => s[p]).ToArray())], optimizer)))];
    }

    /// <summary>The options.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The parameters that <see cref="Step"/> changes.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>How many steps were made.</summary>
    public long StepCount { get; set; }

    /// <summary>The Euclidean norm of all gradients of the last step before clipping; 0 where <see cref="Optimizer.ClipNorm"/> is not set.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>What is remembered, by name, for checkpoints: reading and writing these tensors saves and restores the state.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors =>
        _slots.SelectMany((slot, s) => slot.Select((tensor, p) => ($"{Parameters[p].Name}.{s}", tensor)));

    /// <summary>Changes each parameter by its gradient.</summary>
    /// <param name="gradients">A gradient for each parameter, in their order, of the same shapes.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="scale">A factor of all gradients, applied before clipping.</param>
    public void Step(ReadOnlySpan<Tensor> gradients, float learningRate, float scale = 1)
    {
        StepCount++;
        foreach (Group group in _groups) group.Pass.Bind(gradients, group.Parameters);
        if (Optimizer.ClipNorm > 0)
        {
            double squares = 0;
            foreach (Group group in _groups) squares += group.Pass.Squares();
            GradientNorm = Math.Sqrt(squares) * scale;
            scale = (float)(scale * Math.Min(1, Optimizer.ClipNorm / (GradientNorm + 1e-6)));
        }
        foreach (Group group in _groups)
        {
            group.Pass.Scale = scale;
            Optimizer.Run(group.Pass, learningRate * group.Factor, StepCount);
        }
        foreach (Parameter parameter in _parameters) parameter.Touch();
    }

    // Parameters of one learning rate.
    private sealed record Group(float Factor, int[] Parameters, UpdatePass Pass);
}

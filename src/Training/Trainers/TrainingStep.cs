using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>One step of training, for loops of one's own: result, loss, gradients, and the optimizer's change of the parameters.</summary>
public sealed class TrainingStep
{
    private readonly TrainingGraph _graph;

    /// <summary>Prepares to train.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="optimizer">How gradients change the parameters that are trainable now.</param>
    /// <param name="columns">Element type and shape of one sample in each tensor of a batch: the network's inputs, the target, maybe a weight.</param>
    /// <param name="seed">The seed of dropout.</param>
    /// <param name="profile">Takes the time of each node; null for not.</param>
    /// <param name="learningRateFactors">See <see cref="TrainingOptions.LearningRateFactors"/>.</param>
    public TrainingStep(Network network, Loss loss, Optimizer optimizer, IReadOnlyList<TensorType> columns, ulong seed = 0, ExecutionProfile? profile = null,
        IReadOnlyDictionary<string, float>? learningRateFactors = null)
    {
        _graph = new TrainingGraph(network, loss, columns, training: true, seed, profile);
        Optimizer = optimizer.Start(_graph.Parameters, learningRateFactors);
    }

    /// <summary>The optimizer's state.</summary>
    public OptimizerState Optimizer { get; }

    /// <summary>Makes a step and gives the loss of the batch before it.</summary>
    /// <param name="batch">A tensor for each column, with the samples along the first dimension.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    public float Run(ReadOnlySpan<Tensor> batch, float learningRate)
    {
        using Execution run = _graph.Run(batch, (ulong)Optimizer.StepCount);
        Optimizer.Step(_graph.GradientsOf(run), learningRate);
        return run.Output(0).AsSpan<float>()[0];
    }
}

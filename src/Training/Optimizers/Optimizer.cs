using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>
/// How gradients change parameters. These are the options; <see cref="Start"/> makes the object that holds the state. Formulas and defaults are
/// those of PyTorch's optimizers of the same names.
/// </summary>
/// <param name="LearningRate">The learning rate before the schedule's factor.</param>
/// <param name="WeightDecay">The factor of the weight decay: added to the gradient (L2), or, with <see cref="AdamW"/>, taken from the weights directly.</param>
public abstract record Optimizer(float LearningRate, float WeightDecay = 0)
{
    /// <summary>Whether biases and the scales and shifts of normalizations (parameters of at most one dimension) are left out of the decay.</summary>
    public bool DecayMatricesOnly { get; init; }

    /// <summary>Scales all gradients down together when their Euclidean norm is larger than this; 0 for never.</summary>
    public float ClipNorm { get; init; }

    /// <summary>Limits each element of the gradients to ± this; 0 for no limit.</summary>
    public float ClipValue { get; init; }

    /// <summary>The state for the given parameters: what <see cref="OptimizerState.Step"/> changes.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRateFactors">What the learning rate is multiplied by for some of them, by name; 1 for all others.</param>
    public OptimizerState Start(IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, float>? learningRateFactors = null) => new(this, parameters, learningRateFactors);

    internal abstract int Slots { get; }

    internal virtual float InitialSlot => 0;

    /// <param name="pass">The pass over all parameters.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="step">The number of this step; the first is 1.</param>
    internal abstract void Run(UpdatePass pass, float learningRate, long step);
}

/// <summary>
/// Stochastic gradient descent: b = momentum·b + (1 - dampening)·g, w -= rate·b; with Nesterov's momentum w -= rate·(g + momentum·b).
/// </summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Momentum">How much of the previous direction is kept; 0 for none.</param>
/// <param name="Nesterov">Whether the gradient looks one step ahead.</param>
/// <param name="Dampening">How much less the gradient counts in the kept direction.</param>
public sealed record Sgd(float LearningRate = 0.01f, double Momentum = 0, bool Nesterov = false, double Dampening = 0) : Optimizer(LearningRate)
{
    internal override int Slots => Momentum != 0 ? 1 : 0;

    internal override void Run(UpdatePass pass, float learningRate, long step)
    {
        // The first step's direction is the gradient itself, whatever the dampening.
        double fresh = step == 1 ? 1 : 1 - Dampening;
        if (Momentum == 0) pass.Run(new SgdRule(learningRate));
        else if (Nesterov) pass.Run(new NesterovRule(learningRate, Momentum, fresh));
        else pass.Run(new MomentumRule(learningRate, Momentum, fresh));
    }
}

/// <summary>Adam (Kingma and Ba 2015); weight decay is added to the gradient.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Beta1">The decay of the mean of gradients.</param>
/// <param name="Beta2">The decay of the mean of squared gradients.</param>
/// <param name="Epsilon">Keeps the divisor from 0.</param>
public sealed record Adam(float LearningRate = 1e-3f, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : Optimizer(LearningRate)
{
    internal override int Slots => 2;

    internal override void Run(UpdatePass pass, float learningRate, long step) =>
        pass.Run(AdamRule.At(learningRate, Beta1, Beta2, Epsilon, step, decoupled: false));
}

/// <summary>Adam with weight decay decoupled from the gradient (Loshchilov and Hutter 2019): w -= rate·decay·w before each step, with a decay of 0.01 unless said otherwise.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Beta1">The decay of the mean of gradients.</param>
/// <param name="Beta2">The decay of the mean of squared gradients.</param>
/// <param name="Epsilon">Keeps the divisor from 0.</param>
public sealed record AdamW(float LearningRate = 1e-3f, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8)
    : Optimizer(LearningRate, WeightDecay: 0.01f)
{
    internal override int Slots => 2;

    internal override void Run(UpdatePass pass, float learningRate, long step) =>
        pass.Run(AdamRule.At(learningRate, Beta1, Beta2, Epsilon, step, decoupled: true));
}

/// <summary>RMSprop (Hinton 2012): the gradient divided by the root of a running mean of its square.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Alpha">The decay of the running means.</param>
/// <param name="Epsilon">Keeps the divisor from 0.</param>
/// <param name="Momentum">How much of the previous direction is kept; 0 for none.</param>
/// <param name="Centered">Whether the square of the mean gradient is taken off first, so that the divisor is the standard deviation.</param>
public sealed record RmsProp(float LearningRate = 0.01f, double Alpha = 0.99, double Epsilon = 1e-8, double Momentum = 0, bool Centered = false)
    : Optimizer(LearningRate)
{
    internal override int Slots => Centered ? 3 : 2;

    internal override void Run(UpdatePass pass, float learningRate, long step)
    {
        if (Centered) pass.Run(new CenteredRmsPropRule(learningRate, Alpha, Epsilon, Momentum));
        else pass.Run(new RmsPropRule(learningRate, Alpha, Epsilon, Momentum));
    }
}

/// <summary>Adagrad (Duchi et al. 2011): the gradient divided by the root of the sum of all its squares so far.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="LearningRateDecay">The learning rate is divided by 1 + (step - 1) · this.</param>
/// <param name="InitialAccumulator">What the sum starts with.</param>
/// <param name="Epsilon">Keeps the divisor from 0.</param>
public sealed record Adagrad(float LearningRate = 0.01f, double LearningRateDecay = 0, float InitialAccumulator = 0, double Epsilon = 1e-10)
    : Optimizer(LearningRate)
{
    internal override int Slots => 1;

    internal override float InitialSlot => InitialAccumulator;

    internal override void Run(UpdatePass pass, float learningRate, long step) =>
        pass.Run(new AdagradRule(learningRate / (1 + (step - 1) * LearningRateDecay), Epsilon));
}

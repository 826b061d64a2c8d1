namespace MlNetDeepLearning.Training;

/// <summary>
/// How the learning rate changes during training: a factor of the optimizer's learning rate, by progress in epochs. Progress is continuous
/// (2.5 is the middle of the third epoch), so a schedule means the same for any batch size.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The factor of the learning rate.</summary>
    /// <param name="epoch">Epochs done so far, with the fraction of the running one; 0 at the first step.</param>
    /// <param name="epochs">The number of epochs that training will take.</param>
    public abstract double Factor(double epoch, double epochs);
}

/// <summary>The learning rate stays as it is.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => 1;
}

/// <summary>Multiplies the learning rate every so many epochs.</summary>
/// <param name="EveryEpochs">The epochs from one change to the next.</param>
/// <param name="Gamma">The factor of each change.</param>
public sealed record StepSchedule(int EveryEpochs, double Gamma = 0.1) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => Math.Pow(Gamma, Math.Floor(epoch / EveryEpochs));
}

/// <summary>Multiplies the learning rate after each epoch.</summary>
/// <param name="Gamma">The factor of each epoch.</param>
public sealed record ExponentialSchedule(double Gamma) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => Math.Pow(Gamma, Math.Floor(epoch));
}

/// <summary>Rises in a line from 0, then falls along half a cosine (Loshchilov and Hutter 2017).</summary>
/// <param name="WarmUpEpochs">How long it rises; may be a fraction.</param>
/// <param name="FinalFactor">The factor at the end.</param>
public sealed record CosineSchedule(double WarmUpEpochs = 0, double FinalFactor = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs)
    {
        if (epoch < WarmUpEpochs) return epoch / WarmUpEpochs;
        double progress = epochs <= WarmUpEpochs ? 1 : Math.Min(1, (epoch - WarmUpEpochs) / (epochs - WarmUpEpochs));
        return FinalFactor + (1 - FinalFactor) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}

/// <summary>
/// One cycle (Smith and Topin 2019): from 1 / <paramref name="InitialDivisor"/> up to 1, then down to 1 / (initial divisor · final divisor), both
/// along half a cosine. The optimizer's learning rate is the maximum.
/// </summary>
/// <param name="RisingPart">The part of training in which it rises.</param>
/// <param name="InitialDivisor">What the first factor is the inverse of.</param>
/// <param name="FinalDivisor">How many times less than the first the last factor is.</param>
public sealed record OneCycleSchedule(double RisingPart = 0.3, double InitialDivisor = 25, double FinalDivisor = 1e4) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs)
    {
        double progress = Math.Min(1, epoch / epochs), first = 1 / InitialDivisor, last = first / FinalDivisor;
        return progress < RisingPart
            ? Between(first, 1, progress / RisingPart)
            : Between(1, last, RisingPart >= 1 ? 1 : (progress - RisingPart) / (1 - RisingPart));
    }

    private static double Between(double from, double to, double part) => to + (from - to) * (1 + Math.Cos(Math.PI * part)) / 2;
}

/// <summary>Falls from 1 to a final factor as a power of what is left; with a power of 1 in a line.</summary>
/// <param name="Power">The power.</param>
/// <param name="FinalFactor">The factor at the end.</param>
public sealed record PolynomialSchedule(double Power = 1, double FinalFactor = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) =>
        FinalFactor + (1 - FinalFactor) * Math.Pow(1 - Math.Min(1, epoch / epochs), Power);
}

/// <summary>Given factors from given epochs on; 1 before the first.</summary>
/// <param name="Steps">Epochs in rising order, each with the factor that holds from it on.</param>
public sealed record PiecewiseSchedule(params IReadOnlyList<(double Epoch, double Factor)> Steps) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs)
    {
        double factor = 1;
        foreach ((double from, double value) in Steps)
            if (epoch >= from) factor = value;
        return factor;
    }

    /// <summary>The steps, so that equal schedules read the same.</summary>
    public override string ToString() => $"PiecewiseSchedule {{ {string.Join(", ", Steps.Select(s => $"{s.Epoch}: {s.Factor}"))} }}";
}

/// <summary>Multiplies the learning rate when the monitored figure has not improved for a while.</summary>
/// <param name="Gamma">The factor of each reduction.</param>
/// <param name="Patience">How many epochs without improvement are waited for.</param>
/// <param name="MinimumDelta">How much better counts as an improvement.</param>
/// <param name="Cooldown">How many epochs after a reduction do not count.</param>
/// <param name="MinimumFactor">The least factor.</param>
public sealed record ReduceOnPlateau(double Gamma = 0.1, int Patience = 5, double MinimumDelta = 1e-4, int Cooldown = 0, double MinimumFactor = 1e-4)
    : LearningRateSchedule
{
    /// <summary>1: the reductions that depend on the monitored figure come from <see cref="PlateauState"/>.</summary>
    public override double Factor(double epoch, double epochs) => 1;
}

/// <summary>What <see cref="ReduceOnPlateau"/> remembers.</summary>
public sealed record PlateauState
{
    /// <summary>The best figure so far, the lower the better; null before the first.</summary>
    public double? Best { get; init; }

    /// <summary>Epochs since the best.</summary>
    public int Waited { get; init; }

    /// <summary>Epochs of cool-down left.</summary>
    public int Cooling { get; init; }

    /// <summary>The factor that holds now.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The state after an epoch that ended with the given figure, the lower the better.</summary>
    public PlateauState After(double figure, ReduceOnPlateau options)
    {
        bool better = Best is null || figure < Best - options.MinimumDelta;
        int cooling = Math.Max(0, Cooling - 1), waited = better || Cooling > 0 ? 0 : Waited + 1;
        bool reduce = waited > options.Patience;
        return new PlateauState
        {
            Best = better ? figure : Best,
            Waited = reduce ? 0 : waited,
            Cooling = reduce ? options.Cooldown : cooling,
            Factor = reduce ? Math.Max(options.MinimumFactor, Factor * options.Gamma) : Factor,
        };
    }
}

using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Training;

/// <summary>What an optimizer does to one element (or a vector of them): the weight, its gradient and up to three numbers of state.</summary>
internal interface IUpdateRule
{
    static abstract int Slots { get; }

    /// <summary>The new weight. The decay's factor differs between parameters, so it is not part of the rule.</summary>
    V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>;
}

internal readonly struct SgdRule(double rate) : IUpdateRule
{
    public static int Slots => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>
    {
        g = V.FusedMultiplyAdd(decay, w, g);
        return V.FusedMultiplyAdd(V.Create(-rate), g, w);
    }
}

internal readonly struct MomentumRule(double rate, double momentum, double fresh) : IUpdateRule
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>
    {
        g = V.FusedMultiplyAdd(decay, w, g);
        a = V.FusedMultiplyAdd(V.Create(momentum), a, V.Create(fresh) * g);
        return V.FusedMultiplyAdd(V.Create(-rate), a, w);
    }
}

internal readonly struct NesterovRule(double rate, double momentum, double fresh) : IUpdateRule
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>
    {
        g = V.FusedMultiplyAdd(decay, w, g);
        a = V.FusedMultiplyAdd(V.Create(momentum), a, V.Create(fresh) * g);
        return V.FusedMultiplyAdd(V.Create(-rate), V.FusedMultiplyAdd(V.Create(momentum), a, g), w);
    }
}

internal readonly struct AdamRule(double rate, double beta1, double beta2, double rest1, double rest2, double epsilon, double unbias, double decoupled, double coupled)
    : IUpdateRule
{
    public static int Slots => 2;

    public static AdamRule At(double learningRate, double beta1, double beta2, double epsilon, long step, bool decoupled)
    {
        // In double, as PyTorch does: the powers come close to 1 where single precision has few digits left.
        double correction1 = 1 - Math.Pow(beta1, step), correction2 = 1 - Math.Pow(beta2, step);
        return new AdamRule(learningRate / correction1, beta1, beta2, 1 - beta1, 1 - beta2, epsilon,
            1 / Math.Sqrt(correction2), decoupled ? learningRate : 0, decoupled ? 0 : 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>
    {
        g = V.FusedMultiplyAdd(V.Create(coupled) * decay, w, g);
        w = V.FusedMultiplyAdd(V.Create(-decoupled) * decay, w, w);
        a = V.FusedMultiplyAdd(V.Create(beta1), a, V.Create(rest1) * g);
        b = V.FusedMultiplyAdd(V.Create(beta2), b, V.Create(rest2) * (g * g));
        V divisor = V.FusedMultiplyAdd(V.Sqrt(b), V.Create(unbias), V.Create(epsilon));
        return w - V.Create(rate) * a / divisor;
    }
}

internal readonly struct RmsPropRule(double rate, double alpha, double epsilon, double momentum) : IUpdateRule
{
    public static int Slots => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>
    {
        g = V.FusedMultiplyAdd(decay, w, g);
        a = V.FusedMultiplyAdd(V.Create(alpha), a, V.Create(1 - alpha) * (g * g));
        // With a momentum of 0 the kept direction is this step's alone.
        b = V.FusedMultiplyAdd(V.Create(momentum), b, g / (V.Sqrt(a) + V.Create(epsilon)));
        return V.FusedMultiplyAdd(V.Create(-rate), b, w);
    }
}

internal readonly struct CenteredRmsPropRule(double rate, double alpha, double epsilon, double momentum) : IUpdateRule
{
    public static int Slots => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>
    {
        g = V.FusedMultiplyAdd(decay, w, g);
        a = V.FusedMultiplyAdd(V.Create(alpha), a, V.Create(1 - alpha) * (g * g));
        c = V.FusedMultiplyAdd(V.Create(alpha), c, V.Create(1 - alpha) * g);
        // Rounding can take the variance below 0.
        V variance = V.Max(V.FusedMultiplyAdd(-c, c, a), V.Create(0));
        b = V.FusedMultiplyAdd(V.Create(momentum), b, g / (V.Sqrt(variance) + V.Create(epsilon)));
        return V.FusedMultiplyAdd(V.Create(-rate), b, w);
    }
}

internal readonly struct AdagradRule(double rate, double epsilon) : IUpdateRule
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V w, V g, V decay, ref V a, ref V b, ref V c) where V : struct, IVectorLanes<V>
    {
        g = V.FusedMultiplyAdd(decay, w, g);
        a = V.FusedMultiplyAdd(g, g, a);
        return w - V.Create(rate) * g / (V.Sqrt(a) + V.Create(epsilon));
    }
}

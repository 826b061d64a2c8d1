using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The place (Int64) of the largest number along one axis (ONNX ArgMax).</summary>
/// <param name="Axis">The axis.</param>
/// <param name="KeepDims">Whether the axis stays with a length of 1.</param>
/// <param name="SelectLastIndex">Whether the last of several equal ones counts instead of the first.</param>
public sealed record ArgMax(int Axis = 0, bool KeepDims = true, bool SelectLastIndex = false) : ArgReduction(Axis, KeepDims, SelectLastIndex)
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Find(k, default(Better));

    private readonly struct Better : IBetter
    {
        public bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a > b;
    }
}

/// <summary>Applies <see cref="ArgMax"/>.</summary>
public static class ArgMaxBuilder
{
    /// <summary>The place (Int64) of the largest number along an axis, which disappears unless <paramref name="keepDims"/> is set.</summary>
    public static Value ArgMax(this Value x, int axis = -1, bool keepDims = false) => x.Graph.Add(new ArgMax(axis, keepDims), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ArgMax>();
}

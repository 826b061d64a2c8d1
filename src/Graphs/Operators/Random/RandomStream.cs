using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The random numbers of a node: they follow from the run's seed, its step, the node's name and the operator's own seed.</summary>
internal static unsafe class RandomStream
{
    /// <summary>The node's sequence in this run.</summary>
    public static Philox Of(Kernel k, float? seed)
    {
        k.Kept ??= Hash(k.Node.Name, seed);
        // Steps and nodes key different sequences; the multiplier spreads successive steps over the seeds' bits.
        return new Philox(k.State.Seed + k.State.Step * 0x9E3779B97F4A7C15, (ulong)k.Kept);
    }

    /// <summary>Fills the first result with uniform numbers of a range, or with normal ones of a mean and a deviation.</summary>
    public static void Fill(Kernel k, float? seed, float first, float second, bool normal)
    {
        Philox random = Of(k, seed);
        int count = checked((int)k.Output(0).Count);
        float* numbers = k.Output(0).Type == ElementType.Float32 ? k.Out<float>(0) : k.Scratch<float>(count);
        if (normal) random.FillNormal(new Span<float>(numbers, count), first, second);
        else random.FillUniform(new Span<float>(numbers, count), first, second);
        if (k.Output(0).Type == ElementType.Float32) return;
        var convert = new Convert(numbers, k.Output(0));
        ElementTypeVisitor.Number(k.Output(0).Type, ref convert);
    }

    // FNV-1a: unlike string.GetHashCode the same in each process.
    private static object Hash(string name, float? seed)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name) hash = (hash ^ c) * 1099511628211;
        return (hash ^ (seed is { } own ? BitConverter.SingleToUInt32Bits(own) : 0)) * 1099511628211;
    }

    private readonly struct Convert(float* numbers, Tensor y) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            for (long i = 0; i < y.Count; i++) y.As<T>()[i] = T.CreateSaturating(numbers[i]);
        }
    }
}

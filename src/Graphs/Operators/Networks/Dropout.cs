using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Sets elements to zero at random and divides the others by the probability of staying (ONNX Dropout). Operands are the data, the
/// optional ratio of zeros (0.5) and whether it is training at all (false: the data passes unchanged); results are the data and the mask
/// of what stayed. The random numbers follow from the run's seed, its step, this node's name and <paramref name="Seed"/>.
/// </summary>
public sealed record Dropout(int? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Constant(1) is { } ratio && Scalars.Number(ratio) is not (>= 0 and <= 1))
            throw i.Error($"the ratio is {Scalars.Number(ratio)}, expected a number from 0 to 1");
        i.OutputLike(0);
        i.Output(ElementType.Bool, i.Shape(0));
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        double keep = Keep(k, 1);
        k.Kept ??= Stream(k.Node.Name, Seed ?? 0);
        // Steps and nodes key different sequences; the multiplier spreads successive steps over the seeds' bits.
        var random = new Philox(k.State.Seed + k.State.Step * 0x9E3779B97F4A7C15, (ulong)k.Kept);
        var drop = new Drop(k, random, keep);
        ElementTypeVisitor.Float(k.Input(0).Type, ref drop);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(
        new DropoutGradient(), g.Dy, g.Output(1), g.HasInput(1) ? g.Input(1) : null, g.HasInput(2) ? g.Input(2) : null));

    /// <summary>The probability of staying: 1 when it is not training.</summary>
    internal static double Keep(Kernel k, int ratio) =>
        k.HasInput(ratio + 1) && Scalars.Number(k.Input(ratio + 1)) != 0 ? 1 - (k.HasInput(ratio) ? Scalars.Number(k.Input(ratio)) : 0.5) : 1;

    // FNV-1a: unlike string.GetHashCode the same in each process.
    private static object Stream(string name, int seed)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name) hash = (hash ^ c) * 1099511628211;
        return (hash ^ (uint)seed) * 1099511628211;
    }

    private readonly struct Drop(Kernel k, Philox random, double keep) : IFloatVisitor
    {
        public unsafe void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var task = new Pieces<T>(random, keep, k.In<T>(0), k.Out<T>(0), k.HasOutput(1) ? k.Out<byte>(1) : null, !k.Reference);
            Workers.For(checked((int)k.Output(0).Count), Pieces<T>.Grain, ref task);
        }
    }

    private readonly unsafe struct Pieces<T>(Philox random, double keep, T* x, T* y, byte* mask, bool fast) : IRangeTask
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        public const int Grain = 16384;
        private const int Block = 2048;

        public void Run(int start, int end)
        {
            byte* local = stackalloc byte[Block];
            double scale = DropoutGradient.Scale(keep);
            for (int i = start; i < end; i += Block)
            {
                int count = Math.Min(Block, end - i);
                byte* kept = mask is null ? local : mask + i;
                random.Choose(kept, i, count, keep);
                DropoutGradient.Apply(kept, x + i, scale, y + i, count, fast);
            }
        }
    }
}

/// <summary>The gradient of <see cref="Dropout"/>: operands are the gradient of its result, its mask, its ratio and whether it is training.</summary>
public sealed record DropoutGradient : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(0);

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var visitor = new Visitor(k, Scale(Dropout.Keep(k, 2)));
        ElementTypeVisitor.Float(k.Input(0).Type, ref visitor);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(
        new DropoutGradient(), g.Dy, g.Input(1), g.HasInput(2) ? g.Input(2) : null, g.HasInput(3) ? g.Input(3) : null));

    /// <summary>What the elements that stayed are multiplied by.</summary>
    internal static double Scale(double keep) => keep > 0 ? 1 / keep : 0;

    /// <summary>Scales the elements that stayed and clears the others.</summary>
    internal static unsafe void Apply<T>(byte* mask, T* x, double scale, T* y, int count, bool fast)
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        if (typeof(T) == typeof(float) && fast) VectorMask.Apply(mask, (float*)x, (float)scale, (float*)y, count);
        else for (int i = 0; i < count; i++) y[i] = mask[i] != 0 ? x[i] * T.CreateSaturating(scale) : T.Zero;
    }

    private readonly struct Visitor(Kernel k, double scale) : IFloatVisitor
    {
        public unsafe void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var task = new Pieces<T>(k.In<byte>(1), k.In<T>(0), scale, k.Out<T>(0), !k.Reference);
            Workers.For(checked((int)k.Output(0).Count), 16384, ref task);
        }
    }

    private readonly unsafe struct Pieces<T>(byte* mask, T* x, double scale, T* y, bool fast) : IRangeTask
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        public void Run(int start, int end) => Apply(mask + start, x + start, scale, y + start, end - start, fast);
    }
}

/// <summary>Applies <see cref="Dropout"/>.</summary>
public static class DropoutBuilder
{
    /// <summary>
    /// In training, sets elements to zero with the probability <paramref name="ratio"/> and divides the others by 1 - ratio; otherwise gives
    /// the data itself.
    /// </summary>
    public static Value Dropout(this Value x, double ratio, bool training = true) => training
        ? x.Graph.Add(new Dropout(), x, x.Like(ratio), x.Graph.Scalar(ElementType.Bool, 1))
        : x;

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Dropout>();
        OperatorSet.Register<DropoutGradient>(Operator.OwnDomain);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// <see cref="BatchNormalization"/> in training, with a residual (operand 5, of x's shape, optional) that is added to y and Relu, if
/// asked for, while y is written. The pass <see cref="FuseBatchNormalization"/> makes it.
/// </summary>
public sealed record FusedBatchNormalization(float Epsilon, float Momentum, bool Relu) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    private BatchNormalization Inner => new(Epsilon, Momentum, TrainingMode: true);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.HasInput(5) && !i.Shape(5).Equals(i.Shape(0))) throw i.Error("the residual has another shape than x");
        Inner.Infer(i);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        k.Kept ??= Inner;
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            ((BatchNormalization)k.Kept).Train(k, k.HasInput(5) ? k.In<float>(5) : null, Relu);
            return;
        }
        ((BatchNormalization)k.Kept).Run(k);
        var finish = new Finish(k, Relu);
        ElementTypeVisitor.Float(k.Input(0).Type, ref finish);
    }

    private readonly unsafe struct Finish(Kernel k, bool relu) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* y = k.Out<T>(0);
            for (long i = 0; i < k.Output(0).Count; i++)
            {
                if (k.HasInput(5)) y[i] += k.In<T>(5)[i];
                if (relu && y[i] < T.Zero) y[i] = T.Zero;
            }
        }
    }
}

/// <summary>
/// <see cref="BatchNormalizationGradient"/> in training, of a normalization whose result went through Relu: dy (operand 0) counts only where
/// Relu's result (operand 5) is positive.
/// </summary>
public sealed record FusedBatchNormalizationGradient(float Epsilon) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.OutputLike(1);
        i.OutputLike(2);
        i.OutputLike(2);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(1).Shape, 1);
        if (k.Input(1).Type == ElementType.Float32 && !k.Reference && inner > 1)
        {
            VectorBatchNorm.Gradient(k.In<float>(0), k.In<float>(1), k.In<float>(2), k.In<float>(3), k.In<float>(4), k.Out<float>(0),
                k.HasOutput(1) ? k.Out<float>(1) : null, k.HasOutput(2) ? k.Out<float>(2) : null, n, channels, inner, training: true, k.In<float>(5));
            return;
        }
        if (k.Kept is not Steps steps) k.Kept = steps = new Steps(k, Epsilon);
        steps.Run(k);
    }

    // Relu's gradient and the normalization's, one after the other.
    private sealed class Steps(Kernel k, float epsilon)
    {
        private readonly BatchNormalizationGradient _gradient = new(epsilon, TrainingMode: true);
        private readonly ReluGradient _mask = new();
        private readonly Tensor _masked = new(k.Input(0).Type, k.Input(0).Shape);
        private Kernel? _first, _second;

        public void Run(Kernel k)
        {
            _first ??= new Kernel(k.Node, [k.Input(0), k.Input(5)], [_masked], [false, false], k.State);
            _second ??= new Kernel(k.Node, [_masked, k.Input(1), k.Input(2), k.Input(3), k.Input(4)],
                [k.Output(0), k.HasOutput(1) ? k.Output(1) : null, k.HasOutput(2) ? k.Output(2) : null], new bool[5], k.State);
            _first.Bind(0, k.Input(0));
            _first.Bind(1, k.Input(5));
            for (int i = 1; i < 5; i++) _second.Bind(i, k.Input(i));
            _mask.Run(_first);
            _gradient.Run(_second);
        }
    }
}

/// <summary>Registers <see cref="FusedBatchNormalization"/> and its gradient.</summary>
internal static class FusedBatchNormalizationBuilder
{
    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<FusedBatchNormalization>(Operator.OwnDomain);
        OperatorSet.Register<FusedBatchNormalizationGradient>(Operator.OwnDomain);
    }
}

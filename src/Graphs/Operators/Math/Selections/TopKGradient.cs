using System.Numerics;

namespace MlNetDeepLearning.Graphs;

/// <summary>The gradient of <see cref="TopK"/>: puts dy where the elements came from and zeros elsewhere. Operands: dy, the places, x.</summary>
public sealed record TopKGradient(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(2);

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var scatter = new Scatter(k, Axis);
        ElementTypeVisitor.Float(k.Input(0).Type, ref scatter);
    }

    private readonly unsafe struct Scatter(Kernel k, int axis) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (_, int n, int inner) = SoftmaxLines.Split(k.Output(0).Shape, axis);
            (_, int count, _) = SoftmaxLines.Split(k.Input(0).Shape, axis);
            T* dy = k.In<T>(0), dx = k.Out<T>(0);
            long* places = k.In<long>(1);
            k.Output(0).AsSpan<T>().Clear();
            for (long i = 0; i < k.Input(0).Count; i++) dx[(i / ((long)count * inner) * n + places[i]) * inner + i % inner] = dy[i];
        }
    }
}

using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Elements of the second operand where the condition is true and of the third elsewhere, with broadcasting (ONNX Where).</summary>
public sealed record Where : Operator
{
    private const int Grain = 16384;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) != ElementType.Bool) throw i.Error($"the condition holds {i.Element(0)}, not Bool");
        if (i.Element(1) != i.Element(2)) throw i.Error($"the alternatives hold {i.Element(1)} and {i.Element(2)}");
        i.Output(i.Element(1), SymbolicShape.Broadcast(SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)), i.Shape(2)));
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input > 0;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not Broadcasting plan)
            k.Kept = plan = new Broadcasting(k.Output(0).Shape, [k.Input(0).Shape, k.Input(1).Shape, k.Input(2).Shape], Grain);
        switch (k.Output(0).Type.Size())
        {
            case 1: Choose<byte>(k, plan); break;
            case 2: Choose<ushort>(k, plan); break;
            case 4: Choose<uint>(k, plan); break;
            case 8: Choose<ulong>(k, plan); break;
            default: Choose<UInt128>(k, plan); break;
        }
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.SetBroadcast(1, () => g.Input(0).Where(g.Dy, g.Dy.Like(0)));
        g.SetBroadcast(2, () => g.Input(0).Where(g.Dy.Like(0), g.Dy));
    }

    private static unsafe void Choose<T>(Kernel k, Broadcasting plan) where T : unmanaged
    {
        var choice = new Choice<T>(plan, (byte*)k.Input(0).Pointer, (T*)k.Input(1).Pointer, (T*)k.Input(2).Pointer, (T*)k.Output(0).Pointer);
        Workers.Run(plan.Pieces, ref choice);
    }

    private readonly unsafe struct Choice<T>(Broadcasting plan, byte* condition, T* a, T* b, T* y) : ITask where T : unmanaged
    {
        public void Run(int index)
        {
            (long first, long end) = plan.Rows(index);
            int from = plan.From(index), to = plan.To(index), cStep = plan.Step(0), aStep = plan.Step(1), bStep = plan.Step(2);
            Broadcasting.Position at = plan.Start(first);
            for (long row = first; row < end; row++, plan.Next(ref at))
            {
                byte* c = condition + at[0];
                T* left = a + at[1], right = b + at[2], target = y + row * plan.Inner;
                for (int i = from; i < to; i++) target[i] = c[i * cStep] != 0 ? left[i * aStep] : right[i * bStep];
            }
        }
    }
}

/// <summary>Applies <see cref="Where"/>.</summary>
public static class WhereBuilder
{
    /// <summary>Elements of <paramref name="a"/> where this condition is true and of <paramref name="b"/> elsewhere, with broadcasting.</summary>
    public static Value Where(this Value condition, Value a, Value b) => condition.Graph.Add(new Where(), condition, a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Where>();
}

using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The first text followed by the second, element by element with broadcasting (ONNX StringConcat).</summary>
public sealed record StringConcat : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        if (i.Element(0) != ElementType.String) throw i.Error($"takes text, not {i.Element(0)}");
        i.Output(ElementType.String, SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Broadcasting plan = Elementwise.Plan(k);
        Span<string> a = k.Input(0).Strings, b = k.Input(1).Strings, y = k.Output(0).Strings;
        Broadcasting.Position at = plan.Start(0);
        int next = 0;
        for (long row = 0; row < plan.Outer; row++, plan.Next(ref at))
            for (int i = 0; i < plan.Inner; i++)
                y[next++] = a[(int)at[0] + i * plan.Step(0)] + b[(int)at[1] + i * plan.Step(1)];
    }
}

/// <summary>Applies <see cref="Graphs.StringConcat"/>.</summary>
public static class StringConcatBuilder
{
    /// <summary>This text followed by another, element by element with broadcasting.</summary>
    public static Value StringConcat(this Value a, Value b) => a.Graph.Add(new StringConcat(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<StringConcat>();
}

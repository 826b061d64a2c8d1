using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Einstein's sums (ONNX Einsum): <c>ij,jk-&gt;ik</c> is the matrix product. Products of the operands are summed over the letters that the result lacks; a letter
/// that an operand has twice takes its diagonal; <c>...</c> stands for any further axes, which broadcast.
/// </summary>
/// <param name="Equation">A letter for each axis of each operand, then those of the result; without an arrow the letters that occur once, in order.</param>
public sealed record Einsum(string Equation) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        var equation = EinsumEquation.Parse(Equation, [.. Enumerable.Range(0, i.InputCount).Select(n => i.Shape(n).Rank)]);
        Dictionary<char, Dim> sizes = [];
        for (int n = 0; n < equation.Operands.Count; n++)
            for (int d = 0; d < equation.Operands[n].Length; d++)
            {
                char label = equation.Operands[n][d];
                Dim size = i.Shape(n)[d];
                if (!sizes.TryGetValue(label, out Dim other) || other == 1) sizes[label] = size;
                else if (size != 1 && other.IsKnown && size.IsKnown && other != size) throw i.Error($"axis '{label}' of '{Equation}' is {other} long in one operand and {size} in another");
                else if (size != 1 && !other.IsKnown) sizes[label] = size;
            }
        i.Output(i.Element(0), SymbolicShape.Of([.. equation.Output.Select(label => sizes[label])]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        k.Kept ??= Plan(k);
        if (k.Kept is EinsumProducts products) products.Run(k);
        else ((EinsumSums)k.Kept).Run(k);
    }

    private object Plan(Kernel k)
    {
        var equation = EinsumEquation.Parse(Equation, [.. Enumerable.Range(0, k.InputCount).Select(n => k.Input(n).Shape.Rank)]);
        EinsumView[] views = [.. equation.Operands.Select((labels, n) => EinsumView.Of(labels, k.Input(n).Shape))];
        EinsumView result = EinsumView.Of(equation.Output, k.Output(0).Shape);
        bool fast = k.Output(0).Type == ElementType.Float32 && !k.Reference;
        return (fast ? EinsumProducts.TryPlan(views, result) : null) ?? (object)new EinsumSums(views, result);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        int count = g.Node.Inputs.Count;
        var equation = EinsumEquation.Parse(Equation, [.. Enumerable.Range(0, count).Select(n => g.Input(n).Shape.Rank)]).Spelled();
        for (int n = 0; n < count; n++)
        {
            int operand = n;
            string labels = equation.Operands[n];
            if (g.Needs(n) && labels.Distinct().Count() != labels.Length)
                throw new NotSupportedException($"{g.Node}: the gradient by an operand of which a diagonal is taken ('{labels}') is not supported.");
            g.SetBroadcast(operand, () =>
            {
                List<string> terms = [equation.Output];
                List<Value> values = [g.Dy];
                for (int o = 0; o < count; o++)
                {
                    // Letters that only this operand has come from ones of its shape.
                    bool ones = o == operand && labels.Any(l => !equation.Output.Contains(l) && !equation.Operands.Where((_, p) => p != operand).Any(p => p.Contains(l)));
                    if (o == operand && !ones) continue;
                    terms.Add(equation.Operands[o]);
                    values.Add(ones ? g.Graph.Ones(g.Input(o)) : g.Input(o));
                }
                return g.Graph.Add(new Einsum($"{string.Join(',', terms)}->{labels}"), [.. values]);
            });
        }
    }
}

/// <summary>Applies <see cref="Graphs.Einsum"/>.</summary>
public static class EinsumBuilder
{
    /// <summary>Products of values summed over the letters that the result lacks, as <c>bij,bjk-&gt;bik</c>.</summary>
    public static Value Einsum(this Graph graph, string equation, params ReadOnlySpan<Value> values) => graph.Add(new Einsum(equation), [.. values]);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Einsum>();
}

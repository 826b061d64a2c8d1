using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// An <see cref="Einsum"/> in single precision as matrix products, from the first operand to the last. Matrices are taken as they lie in memory
/// where their labels allow it, otherwise copied first.
/// </summary>
internal sealed class EinsumProducts
{
    private readonly List<EinsumStep> _steps = [];
    private Tensor? _unordered;
    private StridedCopy? _order;

    /// <summary>The products that an equation comes to; null where it is none, or an operand has a label of its own that is summed over.</summary>
    public static EinsumProducts? TryPlan(EinsumView[] operands, EinsumView result)
    {
        // Products of nothing, and of one element by another, are left to the plain form.
        if (operands.Length < 2 || operands.Any(o => o.Sizes.ContainsValue(0))) return null;
        var plan = new EinsumProducts();
        EinsumView left = operands[0];
        for (int n = 1; n < operands.Length; n++)
        {
            EinsumView right = operands[n];
            string later = result.Labels + string.Concat(operands.Skip(n + 1).Select(o => o.Labels));
            bool last = n == operands.Length - 1;
            if (left.Labels.Any(l => !right.Labels.Contains(l) && !later.Contains(l)) || right.Labels.Any(l => !left.Labels.Contains(l) && !later.Contains(l))) return null;
            plan._steps.Add(new EinsumStep(left, right, later, n, last ? result : null, out EinsumView product));
            left = product;
            if (!last) continue;
            if (plan._steps[^1].Temporary is { } unordered)
            {
                plan._unordered = unordered;
                plan._order = left.CopyTo(result, result.Labels);
            }
        }
        return plan;
    }

    /// <summary>Computes the result.</summary>
    public void Run(Kernel k)
    {
        Tensor left = k.Input(0);
        foreach (EinsumStep step in _steps)
        {
            step.Run(left, k.Input(step.Operand), step.Temporary ?? k.Output(0));
            left = step.Temporary ?? k.Output(0);
        }
        _order?.Run(_unordered!, k.Output(0));
    }
}

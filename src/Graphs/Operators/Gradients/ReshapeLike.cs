using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The first operand's elements in the shape of the second: the gradient of reshaping where symbols hide the shape.</summary>
public sealed record ReshapeLike : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override int ViewOf => 0;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireEqual(i.Shape(0).Count, i.Shape(1).Count, "numbers of elements");
        i.Output(i.Element(0), i.Shape(1));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Input(0).CopyTo(k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.ReshapeLike(g.Input(0)));
}

/// <summary>Applies <see cref="ReshapeLike"/>.</summary>
public static class ReshapeLikeBuilder
{
    /// <summary>
    /// The elements in the shape of <paramref name="like"/>: the value itself when it has that shape, a plain Reshape where a list of numbers
    /// can say it, else <see cref="ReshapeLike"/>.
    /// </summary>
    public static Value ReshapeLike(this Value x, Value like)
    {
        if (x.Shape.Equals(like.Shape)) return x;
        Dim known = 1;
        int symbols = 0;
        foreach (Dim d in like.Shape.Dims)
        {
            if (d.IsKnown) known *= d;
            else symbols++;
        }
        bool sayable = symbols == 0 ? known.Factor > 0 : symbols == 1 && x.Shape.Count.DividedBy(known) == like.Shape.Dims.ToArray().First(d => !d.IsKnown);
        return sayable
            ? x.Reshape([.. like.Shape.Dims.ToArray().Select(d => d.IsKnown ? d.Value : -1L)])
            : x.Graph.Add(new ReshapeLike(), x, like);
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ReshapeLike>(Operator.OwnDomain);
}

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// What a node computes. Each operator is a sealed record named as ONNX names it, whose parameters are the ONNX attributes; its
/// file holds its shape rule, its kernel, its gradient and the builder method that applies it. Saving and loading is derived from
/// the record by <see cref="OperatorSet"/>.
/// </summary>
public abstract record Operator
{
    /// <summary>The domain of operators that are not ONNX's own but this project's: gradients and fused forms.</summary>
    public const string OwnDomain = "mlnetdl";

    /// <summary>The ONNX name.</summary>
    public virtual string OpType => GetType().Name;

    /// <summary>The ONNX domain; empty for ONNX's own operators.</summary>
    public virtual string Domain => "";

    /// <summary>
    /// The operand whose memory the first result shares, because it has the same elements in the same order (Reshape, Identity);
    /// -1 when the result has memory of its own. The kernel of such an operator still copies, for when sharing is not possible.
    /// </summary>
    public virtual int ViewOf => -1;

    /// <summary>True when the kernel may write its first result over the given operand, if nothing needs that operand afterwards.</summary>
    public virtual bool MayOverwrite(int input) => false;

    /// <summary>False when equal operands may give different results (random numbers), so that it must not be folded or merged.</summary>
    public virtual bool IsDeterministic => true;

    /// <summary>
    /// True when the results' shapes follow from the operands' elements (NonZero, a loop), so that there is no memory for them beforehand: the
    /// kernel makes each result and hands it over with <see cref="Kernel.Give"/>.
    /// </summary>
    public virtual bool GivesResults => false;

    /// <summary>The shape rule: checks the operands and gives the type of each result.</summary>
    public abstract void Infer(Inference inference);

    /// <summary>Computes the results; all memory is there, shapes are as inferred.</summary>
    public abstract void Run(Kernel k);

    /// <summary>The gradient rule: extends the graph by what takes gradients of the results back to the operands.</summary>
    /// <exception cref="NotSupportedException">The operator has no gradient.</exception>
    public virtual void Differentiate(Gradient g) =>
        throw new NotSupportedException($"{OpType} ('{g.Node.Name}') has no gradient, but a parameter's gradient leads through it.");

    /// <summary>The operator's name and attributes in C# notation.</summary>
    public sealed override string ToString()
    {
        var text = new System.Text.StringBuilder(OpType);
        text.Append('(');
        PrintMembers(text);
        return text.Append(')').ToString();
    }

    /// <summary>Prints nothing: what all operators have in common is no attribute.</summary>
    protected virtual bool PrintMembers(System.Text.StringBuilder text) => false;
}

using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>What a name of the file stands for while a graph is built.</summary>
internal abstract record Operand;

/// <summary>A value of the graph.</summary>
internal sealed record TensorOperand(Value Value) : Operand;

/// <summary>A constant or variable of the file, which becomes a value in the layout that the operator wants it in.</summary>
internal sealed record WeightOperand(Weight Weight) : Operand;

/// <summary>The handle of a variable.</summary>
internal sealed record VariableOperand(Weight Weight) : Operand;

/// <summary>The handle of a table with the constants that it is filled from.</summary>
internal sealed record TableOperand(string Node) : Operand;

/// <summary>The result of an operator that is not available, or of the branch that is not taken; so is all that follows from it.</summary>
internal sealed record AbsentOperand : Operand
{
    /// <summary>Of a branch that is not taken.</summary>
    public static AbsentOperand One { get; } = new();

    /// <summary>Of an operator that is not available.</summary>
    public static AbsentOperand Unsupported { get; } = new() { IsUnsupported = true };

    public bool IsUnsupported { get; private init; }
}

/// <summary>A constant or variable of the file, read when it is asked for.</summary>
internal sealed class Weight(string name, Func<Tensor> read)
{
    private Tensor? _tensor;

    public string Name => name;

    public Tensor Tensor => _tensor ??= read();
}

/// <summary>What a rule gives: one operand or several.</summary>
internal readonly struct Results(params Operand[] operands)
{
    public IReadOnlyList<Operand> Operands => operands;

    public static implicit operator Results(Value value) => new(new TensorOperand(value));

    public static implicit operator Results(Value[] values) => new([.. values.Select(v => new TensorOperand(v))]);

    public static implicit operator Results(Operand operand) => new(operand);

    public static implicit operator Results(Operand[] operands) => new(operands);
}

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>What TensorFlow's operators are in terms of ours: a line for each, in a table for each topic.</summary>
internal static class OperatorRules
{
    private static readonly Dictionary<string, Func<ImportedNode, Results>> Rules = new(
        [.. ArithmeticRules.Map, .. ReductionRules.Map, .. ArrayRules.Map, .. SliceRules.Map, .. NetworkRules.Map, .. ImageRules.Map, .. ControlRules.Map, .. ListRules.Map,
         .. TextRules.Map, .. AudioRules.Map, .. QuantizationRules.Map, .. RandomRules.Map]);

    /// <summary>The rule for an operator.</summary>
    public static bool TryGet(string op, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Func<ImportedNode, Results>? rule) => Rules.TryGetValue(op, out rule);
}

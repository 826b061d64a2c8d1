using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Columns computed by expressions.</summary>
public static class ExpressionCatalog
{
    /// <summary>Computes a column by an expression given as text.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="expression">The expression, such as <c>(x, y) => x &gt; 0 ? log(x) : y</c>.</param>
    /// <param name="inputColumnNames">The columns that stand for the parameters, in order; one of them may be a vector.</param>
    public static ExpressionEstimator Expression(this TransformsCatalog catalog, string outputColumnName, string expression, params string[] inputColumnNames)
        => new(outputColumnName, expression, inputColumnNames);
}

using Microsoft.ML.Data;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>The dimensions that a model's inputs have when they are fed from columns, and those that columns of its outputs have.</summary>
internal static class TensorFlowShapes
{
    // The symbol that counts rows.
    private const string Rows = "N";

    /// <summary>The dimensions of an input whose values come from a column: those that the model leaves open follow from the column's type.</summary>
    /// <param name="input">The input's name, for errors.</param>
    /// <param name="declared">The dimensions in the model.</param>
    /// <param name="column">The column.</param>
    /// <param name="addBatch">Whether a dimension that counts rows stands before those of the model.</param>
    /// <param name="open">Whether a dimension that counts rows stays open, so that rows may be scored together.</param>
    public static SymbolicShape OfInput(string input, SymbolicShape declared, DataViewSchema.Column column, bool addBatch, bool open)
    {
        Dim[] dims = Fill(input, declared, column);
        if (addBatch) return SymbolicShape.Of([open ? Rows : 1, .. dims]);
        bool countsRows = open && declared.IsRanked && dims.Length > 0 && !declared[0].IsKnown && dims[0] == 1;
        return SymbolicShape.Of(countsRows ? [Rows, .. dims[1..]] : dims);
    }

    /// <summary>The type of a column that holds an output.</summary>
    /// <param name="item">The type of its items.</param>
    /// <param name="shape">The dimensions of the value.</param>
    /// <param name="batched">Whether a first dimension that is not known counts rows, of which the column holds one.</param>
    public static DataViewType OfOutput(PrimitiveDataViewType item, SymbolicShape shape, bool batched)
    {
        if (!shape.IsRanked) return new VectorDataViewType(item);
        int[] dims = [.. shape.ToArray().Select((d, i) => d.IsKnown ? d.Value : i == 0 && batched && d.Symbol == Rows ? d.Factor : 0)];
        if (batched && dims.Length > 0 && !shape[0].IsKnown && dims[0] is 0 or 1) dims = dims[1..];
        return dims.Length == 0 ? item : new VectorDataViewType(item, dims);
    }

    private static Dim[] Fill(string input, SymbolicShape declared, DataViewSchema.Column column)
    {
        int[] given = [];
        if (column.Type is VectorDataViewType vector)
        {
            if (!vector.IsKnownSize)
                throw new ArgumentOutOfRangeException("inputSchema", $"Column '{column.Name}' is {column.Type}, vectors of any length; the model's input '{input}' needs a known length. Give it with VectorType or a SchemaDefinition.");
            given = [.. vector.Dimensions];
        }
        if (!declared.IsRanked || declared.Rank == 0) return [.. given.Select(d => (Dim)d)];
        Dim[] dims = declared.ToArray();
        long length = given.Aggregate(1L, (n, d) => n * d);
        // As many dimensions as the model has behind the first one are taken as they are.
        if (given.Length == dims.Length - 1 && !dims[0].IsKnown && dims.Skip(1).Zip(given).All(d => !d.First.IsKnown || d.First.Value == d.Second))
            return [1, .. given.Select(d => (Dim)d)];
        long known = dims.Where(d => d.IsKnown).Aggregate(1L, (n, d) => n * d.Value);
        int unknown = dims.Count(d => !d.IsKnown);
        int side = known > 0 && length % known == 0 ? Root(length / known, unknown) : 0;
        if (side == 0)
            throw new ArgumentOutOfRangeException("inputSchema", $"Input shape mismatch: the model's input '{input}' has the shape {declared}, but column '{column.Name}' is {column.Type}, which is {length} values a row.");
        return [.. dims.Select(d => d.IsKnown ? d : side)];
    }

    // The number whose power is the value; 0 where there is none.
    private static int Root(long value, int power)
    {
        if (power == 0) return value == 1 ? 1 : 0;
        int root = (int)Math.Min(Math.Round(Math.Pow(value, 1.0 / power)), int.MaxValue);
        return Math.Pow(root, power) == value ? root : 0;
    }
}

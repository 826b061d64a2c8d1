using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Joins columns of the same item type, single or vectors, into one vector column.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly string _output;
    private readonly string[] _inputs;
    private readonly string[]? _names;

    internal ColumnConcatenatingEstimator(string outputColumnName, string[] inputColumnNames, string[]? names = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(inputColumnNames);
        _output = outputColumnName;
        _inputs = inputColumnNames.Length == 0 ? [outputColumnName] : inputColumnNames;
        _names = names;
    }

    /// <inheritdoc/>
    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ColumnConcatenatingTransformer transformer = new(_output, _inputs, _names);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column[] columns = [.. _inputs.Select(name => inputSchema.Get(name, "Concatenate"))];
        SchemaShape.Column first = columns[0];
        foreach (SchemaShape.Column column in columns)
            if (!column.ItemType.Equals(first.ItemType) || column.IsKey != first.IsKey)
                throw InputColumn.Mismatch("Concatenate", column.Name, $"{(first.IsKey ? "Key of " : "")}{first.ItemType} as in '{first.Name}'", column.TypeText);
        // A vector on its own stays what it is.
        if (columns is [{ Kind: not SchemaShape.Column.VectorKind.Scalar }]) return inputSchema.With(first.Renamed(_output));
        SchemaShape.Column.VectorKind kind = columns.Any(column => column.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        bool named = kind == SchemaShape.Column.VectorKind.Vector
            && columns.Any(column => column.Kind == SchemaShape.Column.VectorKind.Scalar || column.Annotations.Find(AnnotationNames.SlotNames) is not null);
        List<SchemaShape.Column> annotations = [];
        if (named) annotations.Add(new SchemaShape.Column(AnnotationNames.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        if (columns.All(column => column.Annotations.Find(AnnotationNames.IsNormalized) is not null))
            annotations.Add(new SchemaShape.Column(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        return inputSchema.With(new SchemaShape.Column(_output, kind, first.ItemType, first.IsKey, new SchemaShape(annotations)));
    }
}

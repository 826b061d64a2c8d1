using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The columns that trainers read, and those that their transformers write, as they stand in the shape of a schema.</summary>
internal static class TrainerColumns
{
    public static SchemaShape.Column Features(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
    }

    public static SchemaShape.Column TruthLabel(string name) => Scalar(name, BooleanDataViewType.Instance);

    public static SchemaShape.Column NumberLabel(string name) => Scalar(name, NumberDataViewType.Single);

    public static SchemaShape.Column KeyLabel(string name) => Scalar(name, NumberDataViewType.UInt32, isKey: true);

    /// <summary>The weights of rows; no column where there is no name.</summary>
    public static SchemaShape.Column Weight(string? name) => string.IsNullOrEmpty(name) ? default : Scalar(name, NumberDataViewType.Single);

    /// <summary>Checks that a column is there and of the right kind.</summary>
    public static SchemaShape.Column Check(SchemaShape input, SchemaShape.Column expected, string role, string reader)
    {
        SchemaShape.Column found = input.Find(expected.Name) ?? throw new ArgumentOutOfRangeException(nameof(input),
            $"{reader} reads a {role} column '{expected.Name}', which is not there. The columns are: {string.Join(", ", input.Take(50).Select(column => column.Name))}.");
        if (found.Kind != expected.Kind || found.IsKey != expected.IsKey || !found.ItemType.Equals(expected.ItemType))
            throw new ArgumentOutOfRangeException(nameof(input),
                $"Schema mismatch for {role} column '{expected.Name}' of {reader}: expected {expected.TypeText}, got {found.TypeText}.{Advice(expected, found)}");
        return found;
    }

    public static SchemaShape.Column[] BinaryOutputs(bool calibrated)
    {
        SchemaShape.Column score = new(ColumnNames.Score, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false, Annotations());
        SchemaShape.Column predicted = new(ColumnNames.PredictedLabel, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false, Annotations());
        return calibrated
            ? [score, new(ColumnNames.Probability, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false, Annotations(normalized: true)), predicted]
            : [score, predicted];
    }

    public static SchemaShape.Column[] ScoreOutput()
        => [new(ColumnNames.Score, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false, Annotations())];

    /// <summary>A score for each class, and the class with the highest.</summary>
    public static SchemaShape.Column[] ClassOutputs(SchemaShape.Column? label = null, string score = ColumnNames.Score, string predicted = ColumnNames.PredictedLabel)
    {
        SchemaShape.Column? values = label?.Annotations.Find(AnnotationNames.KeyValues);
        List<SchemaShape.Column> ofScores = [.. Annotations()], ofPredicted = [.. Annotations()];
        if (values is { } keys)
        {
            if (keys.ItemType is TextDataViewType) ofScores.Add(keys.Renamed(AnnotationNames.SlotNames));
            ofScores.Add(keys.Renamed(AnnotationNames.TrainingLabelValues));
            ofPredicted.Add(keys);
        }
        return
        [
            new(score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(ofScores)),
            new(predicted, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(ofPredicted)),
        ];
    }

    private static SchemaShape Annotations(bool normalized = false)
    {
        List<SchemaShape.Column> columns =
        [
            Scalar(AnnotationNames.ScoreColumnSetId, NumberDataViewType.UInt32, isKey: true),
            Scalar(AnnotationNames.ScoreColumnKind, TextDataViewType.Instance),
            Scalar(AnnotationNames.ScoreValueKind, TextDataViewType.Instance),
        ];
        if (normalized) columns.Add(Scalar(AnnotationNames.IsNormalized, BooleanDataViewType.Instance));
        return new SchemaShape(columns);
    }

    private static SchemaShape.Column Scalar(string name, DataViewType type, bool isKey = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(name, SchemaShape.Column.VectorKind.Scalar, type, isKey);
    }

    private static string Advice(SchemaShape.Column expected, SchemaShape.Column found)
        => expected.IsKey ? " MapValueToKey makes keys of values."
            : expected.Kind == SchemaShape.Column.VectorKind.Vector && found.Kind == SchemaShape.Column.VectorKind.Scalar ? " Concatenate makes a vector of columns."
            : !found.IsKey && found.ItemType is NumberDataViewType or BooleanDataViewType ? " ConvertType changes the type of a column."
            : "";
}

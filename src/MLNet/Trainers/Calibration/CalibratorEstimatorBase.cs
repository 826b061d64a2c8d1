using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Calibrators;

/// <summary>The base of estimators that learn to turn a column of scores into probabilities.</summary>
/// <typeparam name="TICalibrator">The calibrator.</typeparam>
public abstract class CalibratorEstimatorBase<TICalibrator> : IEstimator<CalibratorTransformer<TICalibrator>> where TICalibrator : class, ICalibrator
{
    private readonly IHostEnvironment _environment;
    private readonly SchemaShape.Column _score;
    private readonly SchemaShape.Column _label;
    private readonly SchemaShape.Column _weight;

    private protected CalibratorEstimatorBase(IHostEnvironment environment, string? labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
    {
        _environment = environment;
        _score = TrainerColumns.NumberLabel(scoreColumnName);
        _label = labelColumnName is null ? default : TrainerColumns.TruthLabel(labelColumnName);
        _weight = TrainerColumns.Weight(exampleWeightColumnName);
    }

    /// <summary>Learns the calibration.</summary>
    public CalibratorTransformer<TICalibrator> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(SchemaShape.Of(input.Schema));
        List<CalibrationRow> rows = [];
        if (_label.Name is not null) Read(input, rows);
        return Wrap(Train(rows), _score.Name);
    }

    SchemaShape IEstimator<CalibratorTransformer<TICalibrator>>.GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column score = Check(inputSchema);
        SchemaShape annotations = new([.. score.Annotations.Where(annotation => CalibratorTransformer<TICalibrator>.IsOfScores(annotation.Name)),
            new(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false)]);
        return inputSchema.With(new SchemaShape.Column(ColumnNames.Probability, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false, annotations));
    }

    private protected abstract TICalibrator Train(IReadOnlyList<CalibrationRow> rows);

    private protected abstract CalibratorTransformer<TICalibrator> Wrap(TICalibrator calibrator, string scoreColumnName);

    private SchemaShape.Column Check(SchemaShape input)
    {
        if (_label.Name is not null) TrainerColumns.Check(input, _label, "label", GetType().Name);
        if (_weight.Name is not null) TrainerColumns.Check(input, _weight, "weight", GetType().Name);
        return TrainerColumns.Check(input, _score, "score", GetType().Name);
    }

    private void Read(IDataView input, List<CalibrationRow> rows)
    {
        List<DataViewSchema.Column> columns = [input.Schema[_score.Name], input.Schema[_label.Name]];
        if (_weight.Name is not null) columns.Add(input.Schema[_weight.Name]);
        long skipped = 0;
        using (DataViewRowCursor cursor = input.GetRowCursor(columns))
        {
            Func<float> getScore = EvaluationColumns.Score(cursor, columns[0]), getLabel = EvaluationColumns.Label(cursor, columns[1]);
            Func<float> getWeight = _weight.Name is null ? static () => 1 : EvaluationColumns.Score(cursor, columns[2]);
            while (cursor.MoveNext())
            {
                CalibrationRow row = new(getScore(), getLabel() > 0, getWeight());
                if (float.IsFinite(row.Score) && float.IsFinite(row.Weight)) rows.Add(row);
                else skipped++;
            }
        }
        if (skipped > 0) _environment.Warn(GetType().Name, $"Skipped {skipped} rows whose score or weight is not a finite number.");
        if (rows.Count == 0) throw new InvalidOperationException($"{GetType().Name} has no rows to learn from.");
    }
}

/// <summary>Learns a Platt calibration.</summary>
public sealed class PlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    internal PlattCalibratorEstimator(IHostEnvironment environment, string labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
        : base(environment, labelColumnName, scoreColumnName, exampleWeightColumnName) { }

    private protected override PlattCalibrator Train(IReadOnlyList<CalibrationRow> rows) => PlattCalibrator.Train(rows);

    private protected override CalibratorTransformer<PlattCalibrator> Wrap(PlattCalibrator calibrator, string scoreColumnName) => new PlattCalibratorTransformer(calibrator, scoreColumnName);
}

/// <summary>A Platt calibration whose slope and offset are known.</summary>
public sealed class FixedPlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    private readonly double _slope, _offset;

    internal FixedPlattCalibratorEstimator(IHostEnvironment environment, double slope, double offset, string scoreColumnName) : base(environment, null, scoreColumnName, null)
    {
        _slope = slope;
        _offset = offset;
    }

    private protected override PlattCalibrator Train(IReadOnlyList<CalibrationRow> rows) => new(_slope, _offset);

    private protected override CalibratorTransformer<PlattCalibrator> Wrap(PlattCalibrator calibrator, string scoreColumnName) => new PlattCalibratorTransformer(calibrator, scoreColumnName);
}

/// <summary>Learns an isotonic calibration.</summary>
public sealed class IsotonicCalibratorEstimator : CalibratorEstimatorBase<IsotonicCalibrator>
{
    internal IsotonicCalibratorEstimator(IHostEnvironment environment, string labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
        : base(environment, labelColumnName, scoreColumnName, exampleWeightColumnName) { }

    private protected override IsotonicCalibrator Train(IReadOnlyList<CalibrationRow> rows) => IsotonicCalibrator.Train(rows);

    private protected override CalibratorTransformer<IsotonicCalibrator> Wrap(IsotonicCalibrator calibrator, string scoreColumnName) => new IsotonicCalibratorTransformer(calibrator, scoreColumnName);
}

/// <summary>Learns a calibration by bins.</summary>
public sealed class NaiveCalibratorEstimator : CalibratorEstimatorBase<NaiveCalibrator>
{
    internal NaiveCalibratorEstimator(IHostEnvironment environment, string labelColumnName, string scoreColumnName) : base(environment, labelColumnName, scoreColumnName, null) { }

    private protected override NaiveCalibrator Train(IReadOnlyList<CalibrationRow> rows) => NaiveCalibrator.Train(rows);

    private protected override CalibratorTransformer<NaiveCalibrator> Wrap(NaiveCalibrator calibrator, string scoreColumnName) => new NaiveCalibratorTransformer(calibrator, scoreColumnName);
}

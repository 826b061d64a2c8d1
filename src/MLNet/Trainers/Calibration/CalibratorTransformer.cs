using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Calibrators;

/// <summary>The base of transformers that make the column Probability of a column of scores.</summary>
/// <typeparam name="TICalibrator">The calibrator.</typeparam>
public abstract class CalibratorTransformer<TICalibrator> : RowToRowTransformerBase, ISingleFeaturePredictionTransformer<TICalibrator>, IOnnxConvertible
    where TICalibrator : class, ICalibrator
{
    private readonly TICalibrator _calibrator;
    private readonly string _score;

    private protected CalibratorTransformer(TICalibrator calibrator, string scoreColumnName)
    {
        _calibrator = calibrator;
        _score = scoreColumnName;
    }

    string ISingleFeaturePredictionTransformer<TICalibrator>.FeatureColumnName => _score;

    DataViewType ISingleFeaturePredictionTransformer<TICalibrator>.FeatureColumnType => NumberDataViewType.Single;

    TICalibrator IPredictionTransformer<TICalibrator>.Model => _calibrator;

    void IOnnxConvertible.Convert(OnnxConversion conversion) => conversion.Set(ColumnNames.Probability, _calibrator is PlattCalibrator platt
        ? platt.ToOnnx(conversion.Flat(_score, CalibratorTransformers.Kind)) : throw new NotSupportedException($"{_calibrator.GetType().Name} has no form in ONNX; a Platt calibrator has one."));

    internal static bool IsOfScores(string annotation) => annotation is AnnotationNames.ScoreColumnSetId or AnnotationNames.ScoreColumnKind or AnnotationNames.ScoreValueKind;

    private protected override RowMapping Bind(DataViewSchema input)
    {
        DataViewSchema.Column score = InputColumn.Get(input, _score, CalibratorTransformers.Kind);
        if (score.Type != NumberDataViewType.Single) throw InputColumn.Mismatch(CalibratorTransformers.Kind, _score, "Single", score.Type.ToString()!);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(score.Annotations, IsOfScores);
        annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        return new ScoreMapping(input, [new DataViewSchema.DetachedColumn(ColumnNames.Probability, NumberDataViewType.Single, annotations.ToAnnotations())], [score.Index], (row, _) =>
        {
            Func<float> get = EvaluationColumns.Score(row, score);
            return [(ValueGetter<float>)((ref float value) => value = _calibrator.PredictProbability(get()))];
        });
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(CalibratorTransformers.Kind);
        writer.Set("score", _score);
        CalibratorFormat.Write(writer, _calibrator);
    }
}

/// <summary>Makes the column Probability by a Platt calibration.</summary>
public sealed class PlattCalibratorTransformer : CalibratorTransformer<PlattCalibrator>
{
    internal PlattCalibratorTransformer(PlattCalibrator calibrator, string scoreColumnName) : base(calibrator, scoreColumnName) { }
}

/// <summary>Makes the column Probability by an isotonic calibration.</summary>
public sealed class IsotonicCalibratorTransformer : CalibratorTransformer<IsotonicCalibrator>
{
    internal IsotonicCalibratorTransformer(IsotonicCalibrator calibrator, string scoreColumnName) : base(calibrator, scoreColumnName) { }
}

/// <summary>Makes the column Probability by a calibration by bins.</summary>
public sealed class NaiveCalibratorTransformer : CalibratorTransformer<NaiveCalibrator>
{
    internal NaiveCalibratorTransformer(NaiveCalibrator calibrator, string scoreColumnName) : base(calibrator, scoreColumnName) { }
}

/// <summary>Reads transformers around calibrators.</summary>
internal static class CalibratorTransformers
{
    public const string Kind = "Calibrate";

    public static ITransformer Load(ModelReader reader) => CalibratorFormat.Read(reader) switch
    {
        PlattCalibrator platt => new PlattCalibratorTransformer(platt, reader.Text("score")),
        IsotonicCalibrator isotonic => new IsotonicCalibratorTransformer(isotonic, reader.Text("score")),
        NaiveCalibrator naive => new NaiveCalibratorTransformer(naive, reader.Text("score")),
        _ => throw reader.Invalid("there is no transformer for its calibrator"),
    };
}

using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains models of two classes for a model of several, and calibrates them.</summary>
internal sealed record BinaryTraining(TrainerInfo Info, Func<IDataView, ISingleFeaturePredictionTransformer<object>> Fit, Func<SchemaShape, SchemaShape> Check,
    IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>>? Calibrator, int CalibrationRows)
{
    public static BinaryTraining Of<TModel>(ITrainerEstimator<ISingleFeaturePredictionTransformer<TModel>, TModel> trainer,
        IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>>? calibrator, int calibrationRows) where TModel : class
    {
        ArgumentNullException.ThrowIfNull(trainer, "binaryEstimator");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(calibrationRows, "maximumCalibrationExampleCount");
        return new BinaryTraining(trainer.Info, data => trainer.Fit(data), trainer.GetOutputSchema, calibrator, calibrationRows);
    }

    /// <summary>Trains on rows of which those of some classes are positive.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The label, a key.</param>
    /// <param name="missingAsNegative">Whether rows without a label are negative; otherwise they are left out.</param>
    /// <param name="calibrate">Whether a model without probabilities gets some.</param>
    /// <param name="positive">The keys of the positive classes.</param>
    public (IScalarModel Model, string Features) Train(IHostEnvironment environment, IDataView data, DataViewSchema.Column label, bool missingAsNegative, bool calibrate, params uint[] positive)
    {
        IDataView view = missingAsNegative ? data : new FilteredDataView(data, [label], row =>
        {
            ValueGetter<uint> get = row.GetGetter<uint>(label);
            uint key = 0;
            return () =>
            {
                get(ref key);
                return key != 0;
            };
        });
        view = new MappedDataView(view, new KeyMembership(view.Schema, label, positive));
        ISingleFeaturePredictionTransformer<object> trained = Fit(view);
        IScalarModel model = trained.Model as IScalarModel ?? throw new InvalidOperationException($"A model of type {trained.Model.GetType().Name} gives no score of two classes.");
        if (!calibrate || model is IProbabilityModel) return (model, trained.FeatureColumnName);
        IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>> calibrator = Calibrator ?? new PlattCalibratorEstimator(environment, label.Name, ColumnNames.Score, null);
        IDataView scored = trained.Transform(CalibrationRows < int.MaxValue ? new RangeDataView(view, 0, CalibrationRows) : view);
        return (CalibratedModels.Of(model, calibrator.Fit(scored).Model), trained.FeatureColumnName);
    }

    /// <summary>Replaces a key by whether it is one of some.</summary>
    private sealed class KeyMembership(DataViewSchema input, DataViewSchema.Column label, uint[] keys)
        : RowMapping(input, [new MappedColumn(new DataViewSchema.DetachedColumn(label.Name, BooleanDataViewType.Instance), label.Index)])
    {
        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active[0]) return [null];
            ValueGetter<uint> get = row.GetGetter<uint>(label);
            uint key = 0;
            return
            [
                (ValueGetter<bool>)((ref bool value) =>
                {
                    get(ref key);
                    value = keys.Contains(key);
                }),
            ];
        }
    }
}

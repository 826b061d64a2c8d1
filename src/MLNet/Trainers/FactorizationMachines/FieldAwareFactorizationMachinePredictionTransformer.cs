using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>Scores rows with a field-aware factorization machine: PredictedLabel, Score and Probability.</summary>
public sealed class FieldAwareFactorizationMachinePredictionTransformer : PredictionTransformerBase<FieldAwareFactorizationMachineModelParameters>
{
    internal const string Kind = "FieldAwareFactorizationMachine";

    private readonly string[] _columns;

    internal FieldAwareFactorizationMachinePredictionTransformer(FieldAwareFactorizationMachineModelParameters model, string[] columns) : base(model) => _columns = columns;

    internal static FieldAwareFactorizationMachinePredictionTransformer Load(ModelReader reader)
    {
        FieldAwareFactorizationMachineModelParameters model = reader.Part<FieldAwareFactorizationMachineModelParameters>("model");
        string[] columns = reader.Texts("columns");
        return columns.Length == model.FieldCount ? new(model, columns) : throw reader.Invalid($"there are {columns.Length} columns for {model.FieldCount} fields");
    }

    /// <inheritdoc/>
    public override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).OutputSchema;
    }

    private protected override RowMapping Bind(DataViewSchema input)
    {
        FieldAwareMachine machine = Model.Machine;
        DataViewSchema.Column[] columns = [.. _columns.Select(name => InputColumn.Get(input, name, Kind))];
        for (int i = 0; i < columns.Length; i++)
        {
            int size = machine.Starts[i + 1] - machine.Starts[i];
            if (columns[i].Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != size)
                throw InputColumn.Mismatch(Kind, columns[i].Name, $"a vector of {size} Single", columns[i].Type.ToString()!);
        }
        DataViewSchema.DetachedColumn[] outputs =
        [
            ScoreColumns.Of(ColumnNames.PredictedLabel, BooleanDataViewType.Instance, "BinaryClassification", ColumnNames.PredictedLabel),
            ScoreColumns.Of(ColumnNames.Score, NumberDataViewType.Single, "BinaryClassification", ColumnNames.Score),
            ScoreColumns.Of(ColumnNames.Probability, NumberDataViewType.Single, "BinaryClassification", ColumnNames.Probability,
                annotations => annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true)),
        ];
        return new ScoreMapping(input, outputs, [.. columns.Select(column => column.Index)], (row, _) =>
        {
            FieldScore score = new(machine, row, columns);
            return
            [
                (ValueGetter<bool>)((ref bool value) => value = score.Value > 0),
                (ValueGetter<float>)((ref float value) => value = score.Value),
                (ValueGetter<float>)((ref float value) => value = Logistic.Of(score.Value)),
            ];
        });
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Texts("columns", _columns);
        writer.Part("model", Model);
    }

    /// <summary>The score of the row at hand, computed once for all columns made of it.</summary>
    private sealed class FieldScore(FieldAwareMachine machine, DataViewRow row, DataViewSchema.Column[] columns)
    {
        private readonly ValueGetter<VBuffer<float>>[] _getters = [.. columns.Select(column => row.GetGetter<VBuffer<float>>(column))];
        private readonly float[] _sums = new float[machine.SumCount];
        private readonly float[] _values = new float[machine.Features];
        private readonly int[] _places = new int[machine.Features];
        private VBuffer<float> _vector;
        private long _read = long.MinValue;
        private float _score;

        public float Value
        {
            get
            {
                if (_read == row.Position) return _score;
                _read = row.Position;
                int count = 0;
                for (int one = 0; one < _getters.Length; one++)
                {
                    _getters[one](ref _vector);
                    foreach ((int place, float value) in _vector.Items())
                    {
                        _places[count] = machine.Starts[one] + place;
                        _values[count++] = value;
                    }
                }
                return _score = machine.Respond(new FeatureVector(_values.AsSpan(0, count), _places.AsSpan(0, count), machine.Features), _sums);
            }
        }
    }
}

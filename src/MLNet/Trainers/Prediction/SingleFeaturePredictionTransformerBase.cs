using Microsoft.ML.Model;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>The base of transformers around models that read one column of features.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly int _size;

    private protected SingleFeaturePredictionTransformerBase(TModel model, string? featureColumnName) : base(model)
    {
        _size = ((IModelParameters)model).FeatureCount;
        FeatureColumnName = featureColumnName!;
        FeatureColumnType = model is IClassMappingModel own ? own.FeatureType : _size > 0 ? new VectorDataViewType(NumberDataViewType.Single, _size) : null!;
    }

    /// <summary>The name of the feature column; null where the model reads none.</summary>
    public string FeatureColumnName { get; }

    /// <summary>The type of the feature column; null where the model reads none.</summary>
    public DataViewType FeatureColumnType { get; }

    /// <inheritdoc/>
    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).OutputSchema;
    }

    private protected abstract string ColumnKind { get; }

    private protected sealed override RowMapping Bind(DataViewSchema input)
    {
        if (Model is IClassMappingModel own) return own.Bind(input, InputColumn.Get(input, FeatureColumnName, ColumnKind), Outputs());
        if (_size == 0) return new ScoreMapping(input, Outputs(), [], (row, active) => CreateGetters(new FeatureReader(row, null), active));
        DataViewSchema.Column column = InputColumn.Get(input, FeatureColumnName, ColumnKind);
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != _size)
            throw InputColumn.Mismatch(ColumnKind, column.Name, FeatureColumnType.ToString()!, column.Type.ToString()!);
        return new ScoreMapping(input, Outputs(), [column.Index], (row, active) => CreateGetters(new FeatureReader(row, column), active));
    }

    /// <summary>The columns that the model gives.</summary>
    private protected abstract DataViewSchema.DetachedColumn[] Outputs();

    /// <summary>Getters of those that are active.</summary>
    private protected abstract Delegate?[] CreateGetters(FeatureReader features, bool[] active);

    private protected void Write(ModelWriter writer, string kind)
    {
        writer.Kind(kind);
        writer.Set("features", FeatureColumnName);
        writer.Part("model", Model as ICanSaveModel ?? throw new InvalidOperationException($"A model of type {typeof(TModel)} cannot be saved."));
    }

    /// <summary>A column of the scores with the annotations that say so.</summary>
    private protected DataViewSchema.DetachedColumn Output(string name, DataViewType type, string valueKind, Action<DataViewSchema.Annotations.Builder>? more = null)
        => ScoreColumns.Of(name, type, ColumnKind, valueKind, more);
}

/// <summary>Describes columns of scores.</summary>
internal static class ScoreColumns
{
    private static readonly KeyDataViewType SetId = new(typeof(uint), int.MaxValue);

    public static DataViewSchema.DetachedColumn Of(string name, DataViewType type, string columnKind, string valueKind, Action<DataViewSchema.Annotations.Builder>? more = null)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.AddPrimitiveValue(AnnotationNames.ScoreColumnSetId, SetId, 1u);
        annotations.AddPrimitiveValue(AnnotationNames.ScoreColumnKind, TextDataViewType.Instance, columnKind.AsMemory());
        annotations.AddPrimitiveValue(AnnotationNames.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        more?.Invoke(annotations);
        return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
    }
}

/// <summary>The mapping that scores row by row.</summary>
internal sealed class ScoreMapping(DataViewSchema input, DataViewSchema.DetachedColumn[] outputs, int[] inputs, Func<DataViewRow, bool[], Delegate?[]> create)
    : RowMapping(input, [.. outputs.Select(column => new MappedColumn(column, inputs))])
{
    public override Delegate?[] CreateGetters(DataViewRow row, bool[] active) => active.Contains(true) ? create(row, active) : new Delegate?[active.Length];
}

/// <summary>Reads the features of the row that a cursor stands on.</summary>
internal sealed class FeatureReader(DataViewRow row, DataViewSchema.Column? column)
{
    private readonly ValueGetter<VBuffer<float>>? _get = column is { } features ? row.GetGetter<VBuffer<float>>(features) : null;
    private VBuffer<float> _vector;
    private long _read = long.MinValue;

    /// <summary>Whether the row moved on since the last call, in which case its features are read.</summary>
    public bool MovedOn()
    {
        if (_read == row.Position) return false;
        _read = row.Position;
        _get?.Invoke(ref _vector);
        return true;
    }

    public ref readonly VBuffer<float> Vector => ref _vector;
}

/// <summary>The score of the row at hand, computed once for all columns made of it.</summary>
internal sealed class ScalarScore(FeatureReader features, IScalarModel model)
{
    private float _score;

    public float Value
    {
        get
        {
            if (features.MovedOn()) _score = model.Score(in features.Vector);
            return _score;
        }
    }
}

/// <summary>The scores of the row at hand, computed once for all columns made of them.</summary>
internal sealed class VectorScore(FeatureReader features, IVectorModel model)
{
    private readonly float[] _scores = new float[model.ScoreCount];

    public float[] Values
    {
        get
        {
            if (features.MovedOn()) model.Score(in features.Vector, _scores);
            return _scores;
        }
    }

    public ValueGetter<VBuffer<float>> Getter() => (ref VBuffer<float> value) =>
    {
        float[] scores = Values;
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, scores.Length);
        scores.CopyTo(editor.Values);
        value = editor.Commit();
    };

    /// <summary>The place of the best score, from 1; 0 where none is a number. The first wins where several are equal.</summary>
    public uint Best(bool lowest)
    {
        float[] scores = Values;
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
            if (!float.IsNaN(scores[i]) && (best < 0 || (lowest ? scores[i] < scores[best] : scores[i] > scores[best]))) best = i;
        return (uint)(best + 1);
    }
}

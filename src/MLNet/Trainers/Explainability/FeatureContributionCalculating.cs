using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Transforms;

/// <summary>Adds the column FeatureContributions: what each feature of a row adds to the score of a model.</summary>
public sealed class FeatureContributionCalculatingEstimator : TrivialEstimator<FeatureContributionCalculatingTransformer>
{
    internal FeatureContributionCalculatingEstimator(FeatureContributionCalculatingTransformer transformer) : base(transformer) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column features = TrainerColumns.Check(inputSchema, TrainerColumns.Features(Transformer.Columns[0].InputColumnName), "feature", FeatureContributionCalculatingTransformer.Kind);
        return inputSchema.With(new SchemaShape.Column(FeatureContributionCalculatingTransformer.OutputName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
            new SchemaShape(features.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames))));
    }
}

/// <summary>Says what each feature of a row adds to the score of a model; made by <see cref="FeatureContributionCalculatingEstimator"/>.</summary>
public sealed class FeatureContributionCalculatingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "FeatureContributions";
    internal const string OutputName = "FeatureContributions";

    private readonly IFeatureContributions _model;
    private readonly int _top;
    private readonly int _bottom;
    private readonly bool _normalize;

    internal FeatureContributionCalculatingTransformer(IFeatureContributions model, string featureColumnName, int numberOfPositiveContributions, int numberOfNegativeContributions, bool normalize)
        : base([new InputOutputColumnPair(OutputName, featureColumnName)])
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numberOfPositiveContributions);
        ArgumentOutOfRangeException.ThrowIfNegative(numberOfNegativeContributions);
        _model = model;
        _top = numberOfPositiveContributions;
        _bottom = numberOfNegativeContributions;
        _normalize = normalize;
    }

    internal static FeatureContributionCalculatingTransformer Load(ModelReader reader)
        => new(reader.Part<ICanSaveModel>("model") as IFeatureContributions ?? throw reader.Invalid("the model cannot say what features add"), reader.Text("features"),
            reader.Int("positive"), reader.Int("negative"), reader.Flag("normalize"));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Set("features", Columns[0].InputColumnName);
        writer.Set("positive", _top);
        writer.Set("negative", _bottom);
        writer.Set("normalize", _normalize);
        writer.Part("model", (ICanSaveModel)_model);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        int size = ((IModelParameters)_model).FeatureCount;
        if (input.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != size)
            throw InputColumn.Mismatch(Kind, input.Name, $"a vector of {size} Single", input.Type.ToString()!);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        return new DataViewSchema.DetachedColumn(OutputName, input.Type, annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<VBuffer<float>> get = row.GetGetter<VBuffer<float>>(input);
        VBuffer<float> features = default, all = default;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            get(ref features);
            _model.Contributions(in features, ref all);
            Choose(in all, ref value);
        });
    }

    // The largest of those above 0 and the smallest of those below, all divided by the largest magnitude.
    private void Choose(in VBuffer<float> all, ref VBuffer<float> chosen)
    {
        KeyValuePair<int, float>[] items = [.. all.Items()];
        KeyValuePair<int, float>[] kept = [.. items.Where(item => item.Value > 0).OrderByDescending(item => item.Value).Take(_top),
            .. items.Where(item => item.Value < 0).OrderBy(item => item.Value).Take(_bottom)];
        Array.Sort(kept, static (a, b) => a.Key.CompareTo(b.Key));
        float largest = _normalize && kept.Length > 0 ? kept.Max(item => Math.Abs(item.Value)) : 1;
        VBufferEditor<float> editor = VBufferEditor.Create(ref chosen, all.Length, kept.Length);
        for (int i = 0; i < kept.Length; i++)
        {
            editor.Values[i] = kept[i].Value / largest;
            if (kept.Length < all.Length) editor.Indices[i] = kept[i].Key;
        }
        chosen = editor.Commit();
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>Says of each item whether it is missing.</summary>
public sealed class MissingValueIndicatorEstimator : TrivialEstimator<MissingValueIndicatorTransformer>
{
    internal MissingValueIndicatorEstimator(IReadOnlyList<InputOutputColumnPair> columns) : base(new MissingValueIndicatorTransformer(columns)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = RealColumns.Check(inputSchema, pair.InputColumnName, MissingValueIndicatorTransformer.Kind);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, BooleanDataViewType.Instance, false, new SchemaShape(
                [.. input.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames),
                new(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false)]));
        }));
    }
}

/// <summary>Says of each item whether it is missing; made by <see cref="MissingValueIndicatorEstimator"/>.</summary>
public sealed class MissingValueIndicatorTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "IndicateMissingValues";

    internal MissingValueIndicatorTransformer(IReadOnlyList<InputOutputColumnPair> columns) : base(columns) { }

    internal static MissingValueIndicatorTransformer Load(ModelReader reader) => new(reader.Columns());

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        foreach (InputOutputColumnPair pair in Columns) conversion.Set(pair.OutputColumnName, conversion.Value(pair.InputColumnName, Kind).IsNaN());
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        RealColumns.Check(input, Kind);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, ItemMapping.TypeOf(input.Type, BooleanDataViewType.Instance), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => ItemMapping.ItemOf(input.Type) == NumberDataViewType.Single
        ? ItemMapping.Getter<float, bool>(row, input, float.IsNaN) : ItemMapping.Getter<double, bool>(row, input, double.IsNaN);
}

/// <summary>Columns of real numbers, in which NaN is the missing value.</summary>
internal static class RealColumns
{
    private const string Expected = "Single, Double or a vector of these";

    public static DataViewSchema.Column Check(DataViewSchema.Column input, string reader) => Fits(ItemMapping.ItemOf(input.Type)) ? input
        : throw InputColumn.Mismatch(reader, input.Name, Expected, input.Type.ToString()!);

    public static SchemaShape.Column Check(SchemaShape shape, string name, string reader)
    {
        SchemaShape.Column input = shape.Get(name, reader);
        return Fits(input.ItemType) ? input : throw InputColumn.Mismatch(reader, name, Expected, input.TypeText);
    }

    private static bool Fits(DataViewType? item) => item == NumberDataViewType.Single || item == NumberDataViewType.Double;
}

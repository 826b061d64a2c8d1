using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>Divides each vector by its norm; made by <see cref="LpNormNormalizingEstimator"/> and <see cref="GlobalContrastNormalizingEstimator"/>.</summary>
public sealed class LpNormNormalizingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "NormalizeLpNorm";
    internal const string Expected = "a vector of known size of Single";

    // A vector with a norm beyond this is left as it is.
    private const float SmallestScale = 1e-8f;

    private readonly LpNormNormalizingEstimatorBase.NormFunction _norm;
    private readonly bool _zeroMean;
    private readonly float _scale;

    internal LpNormNormalizingTransformer(IReadOnlyList<InputOutputColumnPair> columns, LpNormNormalizingEstimatorBase.NormFunction norm, bool zeroMean, float scale) : base(columns)
    {
        if (!Enum.IsDefined(norm)) throw new ArgumentOutOfRangeException(nameof(norm), norm, "There is no such norm.");
        if (!(scale > 0) || float.IsInfinity(scale)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale is a positive finite number.");
        _norm = norm;
        _zeroMean = zeroMean;
        _scale = scale;
    }

    internal static LpNormNormalizingTransformer Load(ModelReader reader)
        => new(reader.Columns(), reader.Choice<LpNormNormalizingEstimatorBase.NormFunction>("norm"), reader.Flag("zeroMean"), reader.Single("scale"));

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        foreach (InputOutputColumnPair pair in Columns)
        {
            Value x = conversion.Flat(pair.InputColumnName, Kind);
            Value centered = x - x.ReduceMean([1]), moved = _zeroMean ? centered : x;
            Value norm = _norm switch
            {
                LpNormNormalizingEstimatorBase.NormFunction.L1 => moved.Abs().ReduceSum([1]),
                LpNormNormalizingEstimatorBase.NormFunction.L2 => (moved * moved).ReduceSum([1]).Sqrt(),
                LpNormNormalizingEstimatorBase.NormFunction.Infinity => moved.Abs().ReduceMax([1]),
                _ => (centered * centered).ReduceMean([1]).Sqrt(),
            };
            Value scale = norm.Greater(norm.Like(0)).Where(norm.Like(_scale) / norm, norm.Like(_scale));
            Value y = moved * scale.Less(scale.Like(SmallestScale)).Where(scale.Like(1), scale);
            conversion.Set(pair.OutputColumnName, y.Reshape(conversion.Value(pair.InputColumnName, Kind).ShapeOf()));
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("norm", _norm.ToString());
        writer.Set("zeroMean", _zeroMean);
        writer.Value("scale", _scale);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single)
            throw InputColumn.Mismatch(Kind, input.Name, Expected, input.Type.ToString()!);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, vector, annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<VBuffer<float>> get = row.GetGetter<VBuffer<float>>(input);
        VBuffer<float> source = default;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            get(ref source);
            ReadOnlySpan<float> items = source.GetValues();
            double mean = 0;
            foreach (float item in items) mean += item;
            if (items.Length > 0) mean /= source.Length;
            double offset = _zeroMean ? mean : 0;
            float scale = Scale(Norm(items, source.Length, mean, offset));
            if (offset == 0)
            {
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, source.Length, items.Length);
                for (int i = 0; i < items.Length; i++) editor.Values[i] = items[i] * scale;
                source.GetIndices().CopyTo(editor.Indices);
                value = editor.Commit();
                return;
            }
            source.CopyToDense(ref value);
            Span<float> moved = VBufferEditor.CreateFromBuffer(ref value).Values;
            foreach (ref float item in moved) item = (float)((item - offset) * scale);
        });
    }

    private double Norm(ReadOnlySpan<float> items, int length, double mean, double offset)
    {
        bool deviation = _norm == LpNormNormalizingEstimatorBase.NormFunction.StandardDeviation;
        double center = deviation ? mean : offset, norm = 0;
        // Items that a sparse vector leaves out are as far from the center as 0 is.
        for (int i = 0; i < items.Length + (items.Length > 0 && items.Length < length ? 1 : 0); i++)
        {
            double size = Math.Abs((i < items.Length ? items[i] : 0) - center), times = i < items.Length ? 1 : length - items.Length;
            norm = _norm switch
            {
                LpNormNormalizingEstimatorBase.NormFunction.L1 => norm + size * times,
                LpNormNormalizingEstimatorBase.NormFunction.Infinity => Math.Max(norm, size),
                _ => norm + size * size * times,
            };
        }
        return deviation ? Math.Sqrt(norm / length) : _norm == LpNormNormalizingEstimatorBase.NormFunction.L2 ? Math.Sqrt(norm) : norm;
    }

    private float Scale(double norm)
    {
        float scale = norm > 0 ? (float)(_scale / norm) : _scale;
        return scale < SmallestScale ? 1 : scale;
    }
}

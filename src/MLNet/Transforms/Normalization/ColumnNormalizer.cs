using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>The learned normalization of one column: a scaling for each slot, one for a column of single items.</summary>
internal sealed class ColumnNormalizer(DataViewType type, NormalizationKind kind, SlotScaling[] slots)
{
    public DataViewType Type => type;

    public static bool Fits(DataViewType type) => type == NumberDataViewType.Single || type == NumberDataViewType.Double
        || type is VectorDataViewType { IsKnownSize: true } vector && Fits(vector.ItemType);

    public static ColumnNormalizer Read(ModelReader reader)
    {
        DataViewType type = reader.Type("type");
        double[] offsets = reader.Guard(() => ValueFormat.ReadAll<double>(reader.Node("offsets"))), scales = reader.Guard(() => ValueFormat.ReadAll<double>(reader.Node("scales")));
        if (!Fits(type) || offsets.Length != scales.Length || offsets.Length != ((type as VectorDataViewType)?.Size ?? 1)) throw reader.Invalid("type, offsets and scales do not go together");
        return new ColumnNormalizer(type, reader.Choice<NormalizationKind>("normalization"), [.. offsets.Zip(scales, (offset, scale) => new SlotScaling(offset, scale))]);
    }

    public void Write(ModelWriter writer)
    {
        writer.Type("type", type);
        writer.Set("normalization", kind.ToString());
        writer.Set("offsets", ValueFormat.WriteAll<double>([.. slots.Select(slot => slot.Offset)]));
        writer.Set("scales", ValueFormat.WriteAll<double>([.. slots.Select(slot => slot.Scale)]));
    }

    /// <summary>The normalized items in a graph; in double precision like the getters, but for the error function, which ONNX has in single precision.</summary>
    public Value ToOnnx(Value x)
    {
        bool linear = kind != NormalizationKind.MeanVarianceCdf;
        // What does not vary is below, at or above its mean, however little it is off.
        double[] scales = [.. slots.Select(slot => linear ? slot.Scale : slot.Scale == 0 ? 1e30 : slot.Scale / Math.Sqrt(2))];
        Shape shape = type is VectorDataViewType vector ? vector.Dimensions.ToArray() : Shape.Of(1);
        Value scaled = (x.Cast(ElementType.Float64) - Constant([.. slots.Select(slot => slot.Offset)])) * Constant(scales);
        Value result = linear ? scaled : (scaled.Cast(ElementType.Float32).Erf() + 1) * 0.5;
        return result.Cast(x.Type.Element);

        Value Constant(double[] numbers) => x.Graph.Constant(Tensor.Of<double>(shape, numbers));
    }

    public NormalizingTransformer.NormalizerModelParametersBase Parameters()
    {
        if (ItemMapping.ItemOf(type) == NumberDataViewType.Single) return Of(static value => (float)value);
        return Of(static value => value);
    }

    public Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input)
    {
        bool linear = kind != NormalizationKind.MeanVarianceCdf;
        return ItemMapping.ItemOf(type) == NumberDataViewType.Single
            ? Getter<float>(row, input, linear ? (value, slot) => (float)slots[slot].Linear(value) : (value, slot) => (float)slots[slot].Probability(value))
            : Getter<double>(row, input, linear ? (value, slot) => slots[slot].Linear(value) : (value, slot) => slots[slot].Probability(value));
    }

    private Delegate Getter<T>(DataViewRow row, DataViewSchema.Column input, Func<T, int, T> map)
    {
        if (input.Type is not VectorDataViewType)
        {
            ValueGetter<T> get = row.GetGetter<T>(input);
            T item = default!;
            return (ValueGetter<T>)((ref T value) =>
            {
                get(ref item);
                value = map(item, 0);
            });
        }
        // What a sparse vector leaves out is 0, which stays 0 only where nothing is taken off.
        bool staysSparse = kind != NormalizationKind.MeanVarianceCdf && slots.All(slot => slot.Offset == 0);
        ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(input);
        VBuffer<T> vector = default, dense = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            getVector(ref vector);
            if (vector.Length != slots.Length) throw new InvalidOperationException($"Row {row.Position}: column '{input.Name}' has {vector.Length} items, not {slots.Length}.");
            VBuffer<T> source = vector;
            if (!vector.IsDense && !staysSparse)
            {
                vector.CopyToDense(ref dense);
                source = dense;
            }
            ReadOnlySpan<T> items = source.GetValues();
            ReadOnlySpan<int> indices = source.GetIndices();
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, slots.Length, items.Length);
            for (int i = 0; i < items.Length; i++) editor.Values[i] = map(items[i], source.IsDense ? i : indices[i]);
            indices.CopyTo(editor.Indices);
            value = editor.Commit();
        });
    }

    private NormalizingTransformer.NormalizerModelParametersBase Of<T>(Func<double, T> number)
    {
        bool cdf = kind == NormalizationKind.MeanVarianceCdf;
        T[] first = [.. slots.Select(slot => number(slot.Offset))];
        T[] second = [.. slots.Select(slot => number(!cdf ? slot.Scale : slot.Scale == 0 ? 0 : 1 / slot.Scale))];
        if (type is VectorDataViewType)
            return cdf ? new NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<T>>([.. first], [.. second], false)
                : new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. second], [.. first]);
        return cdf ? new NormalizingTransformer.CdfNormalizerModelParameters<T>(first[0], second[0], false)
            : new NormalizingTransformer.AffineNormalizerModelParameters<T>(second[0], first[0]);
    }
}

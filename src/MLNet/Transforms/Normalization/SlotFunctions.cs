using System.Collections.Immutable;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>The functions that the slots of a column are normalized by. Missing values stay missing.</summary>
internal abstract class SlotFunctions
{
    public abstract int Count { get; }

    /// <summary>Whether 0 stays 0 in every slot, so that sparse vectors stay sparse.</summary>
    public abstract bool KeepZeros { get; }

    public abstract double Apply(double value, int slot);

    public abstract void Write(ModelWriter writer);

    /// <summary>The functions in a graph, where the items are double precision and <paramref name="constant"/> makes one constant for each slot.</summary>
    public abstract Value ToOnnx(Value x, Func<double[], Value> constant);

    /// <summary>What users see of the functions, in the column's number type.</summary>
    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters<T>(bool isVector, Func<double, T> number);

    public static SlotFunctions Read(ModelReader reader)
    {
        NormalizationKind kind = reader.Choice<NormalizationKind>("normalization");
        if (kind is NormalizationKind.Binning or NormalizationKind.SupervisedBinning) return BinnedSlots.ReadBins(reader, kind);
        double[] offsets = Numbers(reader, "offsets"), scales = Numbers(reader, "scales");
        if (offsets.Length != scales.Length) throw reader.Invalid("offsets and scales do not go together");
        return kind is NormalizationKind.MeanVarianceCdf or NormalizationKind.LogMeanVarianceCdf ? new DistributedSlots(kind, offsets, scales) : new ScaledSlots(kind, offsets, scales);
    }

    protected static double[] Numbers(ModelReader reader, string name) => reader.Guard(() => ValueFormat.ReadAll<double>(reader.Node(name)));
}

/// <summary>Values become (value - offset) x scale.</summary>
internal sealed class ScaledSlots(NormalizationKind kind, double[] offsets, double[] scales) : SlotFunctions
{
    public override int Count => scales.Length;

    public override bool KeepZeros { get; } = offsets.All(offset => offset == 0);

    public override double Apply(double value, int slot) => (value - offsets[slot]) * scales[slot];

    public override void Write(ModelWriter writer)
    {
        writer.Set("normalization", kind.ToString());
        writer.Set("offsets", ValueFormat.WriteAll<double>(offsets));
        writer.Set("scales", ValueFormat.WriteAll<double>(scales));
    }

    public override Value ToOnnx(Value x, Func<double[], Value> constant) => (x - constant(offsets)) * constant(scales);

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters<T>(bool isVector, Func<double, T> number)
    {
        T[] scale = [.. scales.Select(number)], offset = [.. offsets.Select(number)];
        return isVector ? new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. scale], [.. offset])
            : new NormalizingTransformer.AffineNormalizerModelParameters<T>(scale[0], offset[0]);
    }
}

/// <summary>Values, or their logarithms, become the normal probability of being below them; 0 where the slot did not vary.</summary>
internal sealed class DistributedSlots(NormalizationKind kind, double[] means, double[] inverseDeviations) : SlotFunctions
{
    private readonly bool _log = kind == NormalizationKind.LogMeanVarianceCdf;

    public override int Count => means.Length;

    // The logarithm of 0 is below everything.
    public override bool KeepZeros => _log;

    public override double Apply(double value, int slot)
    {
        if (double.IsNaN(value)) return value;
        if (_log && value <= 0 || inverseDeviations[slot] == 0) return 0;
        return (1 + ErrorFunction.Of(((_log ? Math.Log(value) : value) - means[slot]) * inverseDeviations[slot] / Math.Sqrt(2))) / 2;
    }

    public override void Write(ModelWriter writer)
    {
        writer.Set("normalization", kind.ToString());
        writer.Set("offsets", ValueFormat.WriteAll<double>(means));
        writer.Set("scales", ValueFormat.WriteAll<double>(inverseDeviations));
    }

    // ONNX has the error function in single precision.
    public override Value ToOnnx(Value x, Func<double[], Value> constant)
    {
        Value distance = ((_log ? x.Max(x.Like(double.Epsilon)).Log() : x) - constant(means)) * constant([.. inverseDeviations.Select(inverse => inverse / Math.Sqrt(2))]);
        Value probability = ((distance.Cast(ElementType.Float32).Erf() + 1) * 0.5).Cast(x.Type.Element) * constant([.. inverseDeviations.Select(inverse => inverse == 0 ? 0.0 : 1)]);
        if (_log) probability = x.LessOrEqual(x.Like(0)).Where(x.Like(0), probability);
        return x.IsNaN().Where(x, probability);
    }

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters<T>(bool isVector, Func<double, T> number)
    {
        T[] mean = [.. means.Select(number)], deviation = [.. inverseDeviations.Select(inverse => number(inverse == 0 ? 0 : 1 / inverse))];
        return isVector ? new NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<T>>([.. mean], [.. deviation], _log)
            : new NormalizingTransformer.CdfNormalizerModelParameters<T>(mean[0], deviation[0], _log);
    }
}

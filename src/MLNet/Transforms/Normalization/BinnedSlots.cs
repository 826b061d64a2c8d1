using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>Values become the number of the bin they lie in, divided by that of the last bin, less what 0 would become where 0 is to stay 0.</summary>
internal sealed class BinnedSlots : SlotFunctions
{
    private readonly NormalizationKind _kind;
    private readonly double[][] _bounds;
    private readonly bool _fixZero;
    private readonly double[] _offsets;

    /// <summary>Makes the functions.</summary>
    /// <param name="kind">How the bins were found.</param>
    /// <param name="bounds">For each slot the upper bounds of its bins, ascending, the last infinite.</param>
    /// <param name="fixZero">Whether 0 stays 0.</param>
    public BinnedSlots(NormalizationKind kind, double[][] bounds, bool fixZero)
    {
        _kind = kind;
        _bounds = bounds;
        _fixZero = fixZero;
        _offsets = [.. bounds.Select(slot => fixZero ? DensityBins.Place(0, slot) / Density(slot) : 0)];
    }

    public override int Count => _bounds.Length;

    public override bool KeepZeros => _fixZero || _bounds.All(slot => DensityBins.Place(0, slot) == 0);

    public static BinnedSlots ReadBins(ModelReader reader, NormalizationKind kind)
    {
        double[][] bounds = reader.Guard(() => ((JsonArray)reader.Node("bounds")).Select(slot => ValueFormat.ReadAll<double>(slot)).ToArray());
        foreach (double[] slot in bounds)
            if (slot.Length == 0 || !double.IsPositiveInfinity(slot[^1]) || slot.Zip(slot.Skip(1)).Any(pair => !(pair.First < pair.Second)))
                throw reader.Invalid("the bounds of bins do not ascend to infinity");
        return new BinnedSlots(kind, bounds, reader.Flag("fixZero"));
    }

    public override double Apply(double value, int slot) => double.IsNaN(value) ? value : DensityBins.Place(value, _bounds[slot]) / Density(_bounds[slot]) - _offsets[slot];

    public override void Write(ModelWriter writer)
    {
        writer.Set("normalization", _kind.ToString());
        writer.Set("fixZero", _fixZero);
        writer.Set("bounds", new JsonArray([.. _bounds.Select(slot => (JsonNode)ValueFormat.WriteAll<double>(slot))]));
    }

    /// <summary>The number of bounds below the value is the number of its bin.</summary>
    public override Value ToOnnx(Value x, Func<double[], Value> constant)
    {
        int most = _bounds.Max(slot => slot.Length);
        double[] table = [.. _bounds.SelectMany(slot => slot.Concat(Enumerable.Repeat(double.PositiveInfinity, most - slot.Length)))];
        Value places = x.Reshape(-1, Count, 1).Greater(x.Graph.Constant(Tensor.Of<double>([Count, most], table))).Cast(x.Type.Element).ReduceSum([2], keepDims: false);
        Value shaped = places.Reshape(x.ShapeOf());
        return x.IsNaN().Where(x, shaped * constant([.. _bounds.Select(slot => 1 / Density(slot))]) - constant(_offsets));
    }

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters<T>(bool isVector, Func<double, T> number)
    {
        T[] density = [.. _bounds.Select(slot => number(Density(slot)))], offset = [.. _offsets.Select(number)];
        ImmutableArray<T>[] bounds = [.. _bounds.Select(slot => slot.Select(number).ToImmutableArray())];
        return isVector ? new NormalizingTransformer.BinNormalizerModelParameters<ImmutableArray<T>>([.. bounds], [.. density], [.. offset])
            : new NormalizingTransformer.BinNormalizerModelParameters<T>(bounds[0], density[0], offset[0]);
    }

    private static double Density(double[] bounds) => Math.Max(1, bounds.Length - 1);
}

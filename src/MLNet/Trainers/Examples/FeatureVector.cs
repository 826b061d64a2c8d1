using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The features of one row, dense or sparse, with the sums that linear models are made of.</summary>
internal readonly ref struct FeatureVector(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, int length)
{
    public readonly ReadOnlySpan<float> Values = values;

    public readonly ReadOnlySpan<int> Indices = indices;

    public readonly int Length = length;

    public FeatureVector(in VBuffer<float> vector) : this(vector.GetValues(), vector.GetIndices(), vector.Length) { }

    public bool IsDense => Values.Length == Length;

    public float NormSquared => TensorPrimitives.SumOfSquares(Values);

    public bool IsFinite
    {
        get
        {
            foreach (float value in Values)
                if (!float.IsFinite(value)) return false;
            return true;
        }
    }

    public float Dot(ReadOnlySpan<float> weights)
    {
        if (IsDense) return TensorPrimitives.Dot(Values, weights[..Values.Length]);
        float sum = 0;
        for (int i = 0; i < Indices.Length; i++) sum += Values[i] * weights[Indices[i]];
        return sum;
    }

    public double Dot(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        int i = 0;
        if (!IsDense)
        {
            for (; i < Indices.Length; i++) sum += Values[i] * weights[Indices[i]];
            return sum;
        }
        Vector<double> low = default, high = default;
        for (; i <= Values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(Values[i..]), out Vector<double> a, out Vector<double> b);
            low += a * new Vector<double>(weights[i..]);
            high += b * new Vector<double>(weights[(i + Vector<double>.Count)..]);
        }
        sum = Vector.Sum(low + high);
        for (; i < Values.Length; i++) sum += Values[i] * weights[i];
        return sum;
    }

    /// <summary>Adds the features times a factor.</summary>
    public void AddTo(Span<float> target, float factor)
    {
        if (IsDense) TensorPrimitives.MultiplyAdd(Values, factor, target[..Values.Length], target[..Values.Length]);
        else
            for (int i = 0; i < Indices.Length; i++) target[Indices[i]] += Values[i] * factor;
    }

    /// <summary>Adds the features times a factor.</summary>
    public void AddTo(Span<double> target, double factor)
    {
        int i = 0;
        if (!IsDense)
        {
            for (; i < Indices.Length; i++) target[Indices[i]] += Values[i] * factor;
            return;
        }
        for (; i <= Values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(Values[i..]), out Vector<double> a, out Vector<double> b);
            Span<double> first = target[i..], second = target[(i + Vector<double>.Count)..];
            (new Vector<double>(first) + a * factor).CopyTo(first);
            (new Vector<double>(second) + b * factor).CopyTo(second);
        }
        for (; i < Values.Length; i++) target[i] += Values[i] * factor;
    }
}

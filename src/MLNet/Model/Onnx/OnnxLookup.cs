using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Model.Onnx;

/// <summary>Tables in ONNX: where an item stands in a list, and what stands at a place.</summary>
internal static class OnnxLookup
{
    /// <summary>For each item its place in a list, counted from 1; 0 for those that are not in it.</summary>
    /// <param name="x">The items, of the element type that goes with <typeparamref name="T"/>.</param>
    /// <param name="keys">The list.</param>
    /// <exception cref="NotSupportedException">ONNX has no table with such items.</exception>
    public static Value Places<T>(Value x, T[] keys)
    {
        if (keys.Length == 0) return x.Graph.Add(new ConstantOfShape(Tensor.Ints(0)), x.ShapeOf());
        long[] places = [.. Enumerable.Range(1, keys.Length).Select(i => (long)i)];
        if (keys is ReadOnlyMemory<char>[] texts) return x.Graph.Add(new LabelEncoder(DefaultInt64: 0, KeysStrings: texts.Select(t => t.ToString()).ToArray(), ValuesInt64s: places), x);
        if (keys is float[] floats) return x.Graph.Add(new LabelEncoder(DefaultInt64: 0, KeysFloats: floats, ValuesInt64s: places), x);
        if (keys is double[] doubles)
        {
            float[] narrow = [.. doubles.Select(d => (float)d)];
            if (narrow.Where((f, i) => f != doubles[i] && !double.IsNaN(doubles[i])).Any()) throw new NotSupportedException("the table's keys are Double numbers that Single does not hold exactly.");
            return Places(x.Cast(ElementType.Float32), narrow);
        }
        if (OnnxTypes.ElementOf(PrimitiveOf<T>()) is null) throw new NotSupportedException($"the table's keys are {typeof(T).Name}, which ONNX has no type for.");
        if (keys is ulong[] large && large.Any(key => key > long.MaxValue)) throw new NotSupportedException("the table's keys are beyond 64-bit integers with a sign.");
        long[] integers = [.. keys.Select(key => System.Convert.ToInt64(key))];
        return x.Graph.Add(new LabelEncoder(DefaultInt64: 0, KeysInt64s: integers, ValuesInt64s: places), x.Cast(ElementType.Int64));
    }

    /// <summary>For each place the item that a table has there, or the line of items.</summary>
    /// <param name="places">Places, from 0.</param>
    /// <param name="items">The table's items, line after line.</param>
    /// <param name="width">The number of items in a line; null for single items.</param>
    /// <exception cref="NotSupportedException">ONNX has no type for the items.</exception>
    public static Value At<T>(Value places, T[] items, int? width = null)
    {
        if (OnnxTypes.ElementOf(PrimitiveOf<T>()) is not { } element) throw new NotSupportedException($"the table's values are {typeof(T).Name}, which ONNX has no type for.");
        Shape shape = width is { } w ? [items.Length / Math.Max(1, w), w] : [items.Length];
        Tensor table = items is ReadOnlyMemory<char>[] texts ? Tensor.OfStrings(shape, [.. texts.Select(t => t.ToString())]) : new Tensor(element, shape);
        if (element != ElementType.String) items.CopyTo(OnnxElements.Of<T>(table));
        return places.Graph.Constant(table).Gather(places);
    }

    private static PrimitiveDataViewType PrimitiveOf<T>() => TypeNames.Primitive(typeof(T)) ?? throw new NotSupportedException($"there is no column of {typeof(T).Name}.");
}

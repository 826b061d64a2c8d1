using System.Globalization;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Conformance.Onnx;

/// <summary>Holds a result against what is expected, as ONNX's runner does: same type, same shape, floating-point numbers close, all else equal.</summary>
internal static class OnnxComparison
{
    /// <summary>Where and how the result differs, or null when it does not.</summary>
    public static string? Difference(Tensor expected, Tensor actual, OnnxTolerance tolerance)
    {
        if (actual.Type != expected.Type || actual.Shape != expected.Shape) return $"{actual} instead of {expected}";
        if (tolerance.IsRandom) return null;
        return expected.Type switch
        {
            ElementType.Sequence or ElementType.Optional => Items(expected.Items, actual.Items, tolerance),
            ElementType.String => Strings(expected.Strings, actual.Strings),
            ElementType.Float32 => Numbers<float>(expected, actual, v => v, tolerance),
            ElementType.Float64 => Numbers<double>(expected, actual, v => v, tolerance),
            ElementType.Float16 => Numbers<Half>(expected, actual, v => (double)v, tolerance),
            ElementType.BFloat16 => Numbers<ushort>(expected, actual, v => BitConverter.Int32BitsToSingle(v << 16), tolerance),
            _ => expected.AsBytes().SequenceEqual(actual.AsBytes()) ? null : $"element {FirstDifference(expected, actual)} differs",
        };
    }

    private static long FirstDifference(Tensor expected, Tensor actual) =>
        expected.AsBytes().CommonPrefixLength(actual.AsBytes()) / expected.Type.Size();

    private static string? Items(ReadOnlySpan<Tensor> expected, ReadOnlySpan<Tensor> actual, OnnxTolerance tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            if (Difference(expected[i], actual[i], tolerance) is { } difference) return $"item {i}: {difference}";
        return null;
    }

    private static string? Strings(ReadOnlySpan<string> expected, ReadOnlySpan<string> actual)
    {
        for (int i = 0; i < expected.Length; i++)
            if (actual[i] != expected[i]) return $"element {i} is '{actual[i]}' instead of '{expected[i]}'";
        return null;
    }

    private static string? Numbers<T>(Tensor expected, Tensor actual, Func<T, double> number, OnnxTolerance tolerance) where T : unmanaged
    {
        ReadOnlySpan<T> e = expected.AsSpan<T>(), a = actual.AsSpan<T>();
        for (int i = 0; i < e.Length; i++)
        {
            (double want, double have) = (number(e[i]), number(a[i]));
            // Equals covers infinities, to which everything else would be close, and NaN; a comparison with NaN on one side alone is false.
            if (want.Equals(have) || (double.IsFinite(want) && Math.Abs(have - want) <= tolerance.Absolute + tolerance.Relative * Math.Abs(want))) continue;
            return string.Create(CultureInfo.InvariantCulture, $"element {i} of {expected} is {have:G9} instead of {want:G9}");
        }
        return null;
    }
}

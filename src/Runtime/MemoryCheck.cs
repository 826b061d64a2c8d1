using System.Globalization;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>Refuses sizes that cannot be, before any memory is taken.</summary>
internal static class MemoryCheck
{
    // Loops of kernels count elements in 32 bits.
    private const long MostElements = int.MaxValue;
    private const int Named = 3;

    /// <summary>Returns when a result is small enough to be a tensor.</summary>
    /// <exception cref="ShapeException">It has more elements than kernels can count, or elements of no type.</exception>
    public static void Elements(Node node, int output, TensorType type)
    {
        if (!type.Element.IsManaged() && !type.Element.IsStorable()) throw new ShapeException($"{node}: result {output} would hold elements of type {(int)type.Element}, which there is not.");
        double count = 1;
        foreach (Dim d in type.Shape.Dims) count *= d.Value;
        if (count > MostElements)
            throw new ShapeException(string.Create(CultureInfo.InvariantCulture,
                $"{node}: result {output} ({type}) would have {count:N0} elements, but a tensor has {MostElements:N0} at most. Use smaller batches or shapes."));
    }

    /// <summary>Returns when memory for a result of known shape may be taken.</summary>
    /// <exception cref="ShapeException">Its shape is not known, or it has more elements than kernels can count.</exception>
    /// <exception cref="InsufficientMemoryException">It needs more than there is, or than the run may take.</exception>
    public static void Result(Node node, int output, TensorType type, long limit)
    {
        if (!type.Shape.IsKnown) throw new ShapeException($"{node}: the shape of result {output} ({type}) cannot be told from the operands.");
        Elements(node, output, type);
        if (type.Element.IsManaged()) return;
        long bytes = type.Shape.ToShape().Count * type.Element.Size();
        if (bytes > limit)
            throw new InsufficientMemoryException($"{node}: result {output} ({type}) needs {Gigabytes(bytes)} GB, but {Gigabytes(limit)} GB are there. Use smaller batches or shapes.");
    }

    /// <summary>What a run may take: what the options say, else what the machine, or the part of it that this process may use, has.</summary>
    public static long Limit(ExecutorOptions options) => options.MemoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Returns when memory for an arena may be taken.</summary>
    /// <exception cref="InsufficientMemoryException">It needs more than there is, or than the run may take; the message names the largest results.</exception>
    public static void Arena(long bytes, IEnumerable<Value> values, Dictionary<Value, TensorType> types, long limit)
    {
        if (bytes <= limit) return;
        IEnumerable<string> largest = values.OrderByDescending(v => types[v].Shape.ToShape().Count * types[v].Element.Size()).Take(Named)
            .Select(v => $"{v.Producer} {types[v]}");
        throw new InsufficientMemoryException($"The graph's results need {Gigabytes(bytes)} GB at a time, but {Gigabytes(limit)} GB are there. The largest: {string.Join("; ", largest)}. Use smaller batches or shapes.");
    }

    private static string Gigabytes(long bytes) => (bytes / (double)(1L << 30)).ToString("F1", CultureInfo.InvariantCulture);
}

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
    /// <exception cref="ShapeException">It has more elements than kernels can count.</exception>
    public static void Elements(Node node, int output, TensorType type)
    {
        double count = 1;
        foreach (Dim d in type.Shape.Dims) count *= d.Value;
        if (count > MostElements)
            throw new ShapeException(string.Create(CultureInfo.InvariantCulture,
                $"{node}: result {output} ({type}) would have {count:N0} elements, but a tensor has {MostElements:N0} at most. Use smaller batches or shapes."));
    }

    /// <summary>Returns when memory for a result of known shape may be taken.</summary>
    /// <exception cref="ShapeException">Its shape is not known, or it has more elements than kernels can count.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has not as much memory.</exception>
    public static void Result(Node node, int output, TensorType type)
    {
        if (!type.Shape.IsKnown) throw new ShapeException($"{node}: the shape of result {output} ({type}) cannot be told from the operands.");
        Elements(node, output, type);
        if (type.Element.IsManaged()) return;
        long bytes = type.Shape.ToShape().Count * type.Element.Size(), available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
            throw new InsufficientMemoryException($"{node}: result {output} ({type}) needs {Gigabytes(bytes)} GB, but {Gigabytes(available)} GB are there. Use smaller batches or shapes.");
    }

    /// <summary>Returns when the machine, or the part of it that this process may use, has memory for an arena.</summary>
    /// <exception cref="InsufficientMemoryException">It has not; the message names the largest results.</exception>
    public static void Arena(long bytes, IEnumerable<Value> values, Dictionary<Value, TensorType> types)
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes <= available) return;
        IEnumerable<string> largest = values.OrderByDescending(v => types[v].Shape.ToShape().Count * types[v].Element.Size()).Take(Named)
            .Select(v => $"{v.Producer} {types[v]}");
        throw new InsufficientMemoryException($"The graph's results need {Gigabytes(bytes)} GB at a time, but {Gigabytes(available)} GB are there. The largest: {string.Join("; ", largest)}. Use smaller batches or shapes.");
    }

    private static string Gigabytes(long bytes) => (bytes / (double)(1L << 30)).ToString("F1", CultureInfo.InvariantCulture);
}

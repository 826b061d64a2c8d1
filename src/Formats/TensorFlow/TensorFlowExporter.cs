using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Writes graphs of convolutional networks as frozen TensorFlow graphs: weights are constants, images have their channels last.</summary>
public static class TensorFlowExporter
{
    /// <summary>Writes a graph to a file.</summary>
    /// <exception cref="NotSupportedException">The graph has operators that are not written; the message lists all of them.</exception>
    public static void Export(Graph graph, string path) => File.WriteAllBytes(path, ToBytes(graph));

    /// <summary>The bytes of the file of a graph. They depend on the graph alone.</summary>
    /// <exception cref="NotSupportedException">The graph has operators that are not written; the message lists all of them.</exception>
    public static byte[] ToBytes(Graph graph) => new GraphWriter(graph.Copy(freeze: true)).Write().ToBytes();
}

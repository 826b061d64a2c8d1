using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Reads TensorFlow files into graphs, which keep TensorFlow's inputs and outputs, images with channels last.</summary>
public static class TensorFlowImporter
{
    /// <summary>Reads a frozen graph, a <c>.meta</c> file with its checkpoint, or a SavedModel.</summary>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="TensorFlowFormatException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="UnsupportedOperatorException">The model uses operators that are not available.</exception>
    public static Graph Import(string path, TensorFlowImportOptions? options = null) => TensorFlowFile.Open(path).ToGraph(options);

    /// <summary>Reads the bytes of a file whose weights are all in it.</summary>
    /// <exception cref="TensorFlowFormatException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="UnsupportedOperatorException">The model uses operators that are not available.</exception>
    public static Graph Import(byte[] bytes, TensorFlowImportOptions? options = null) => TensorFlowFile.Read(bytes).ToGraph(options);
}

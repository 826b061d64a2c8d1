using Google.Protobuf;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>How an ONNX file is read.</summary>
/// <param name="Trainable">True to make parameters of the weights, so that the network can be trained further; else they are constants.</param>
/// <param name="Folder">
/// The folder in which files with weights outside the model's own file may lie; a model that is opened by its path looks beside itself.
/// </param>
public sealed record OnnxImportOptions(bool Trainable = false, string? Folder = null);

/// <summary>Reads ONNX files into graphs; older operator sets are brought to the newest on the way (<c>Upgrades</c>).</summary>
public static class OnnxImporter
{
    // Deeper nesting than any real model has; each level of a branch's or loop's body takes three.
    private const int MaxDepth = 64;

    /// <summary>Reads a file.</summary>
    /// <exception cref="OnnxFormatException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="UnsupportedOperatorException">The model uses operators that are not available.</exception>
    public static Graph Import(string path, OnnxImportOptions? options = null)
    {
        try
        {
            return Import(File.ReadAllBytes(path), (options ?? new OnnxImportOptions()) with { Folder = Path.GetDirectoryName(Path.GetFullPath(path)) });
        }
        catch (OnnxFormatException e)
        {
            throw new OnnxFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="OnnxFormatException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="UnsupportedOperatorException">The model uses operators that are not available.</exception>
    public static Graph Import(Stream stream, OnnxImportOptions? options = null)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Import(memory.ToArray(), options);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="OnnxFormatException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="UnsupportedOperatorException">The model uses operators that are not available.</exception>
    public static Graph Import(byte[] bytes, OnnxImportOptions? options = null) => new GraphReader(Parse(bytes), options ?? new OnnxImportOptions()).Read();

    /// <summary>Reads the bytes of a file that holds one tensor alone, as ONNX's test data does.</summary>
    /// <exception cref="OnnxFormatException">The file is no tensor, or is damaged.</exception>
    public static Tensor ParseTensor(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using CodedInputStream input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, MaxDepth);
        var proto = new TensorProto();
        try
        {
            proto.MergeFrom(input);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or OverflowException or ArgumentException or OutOfMemoryException)
        {
            throw new OnnxFormatException($"The file is no ONNX tensor, or it is damaged near byte {input.Position} of {bytes.Length}: {e.Message}", e);
        }
        return proto.ToTensor();
    }

    /// <summary>Reads the messages of a file without making a graph of them.</summary>
    /// <exception cref="OnnxFormatException">The file is no ONNX file, or is damaged.</exception>
    public static ModelProto Parse(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using CodedInputStream input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, MaxDepth);
        var model = new ModelProto();
        try
        {
            model.MergeFrom(input);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or OverflowException or ArgumentException or OutOfMemoryException)
        {
            throw new OnnxFormatException($"The file is no ONNX model, or it is damaged near byte {input.Position} of {bytes.Length}: {e.Message}", e);
        }
        if (model.Graph is null) throw new OnnxFormatException($"The file ({bytes.Length} bytes) holds no ONNX graph; it is empty, truncated or something else.");
        return model;
    }
}

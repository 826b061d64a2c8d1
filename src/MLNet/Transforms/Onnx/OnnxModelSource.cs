namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The bytes of an ONNX model, where they came from, for errors, and the folder in which its weights in other files may lie.</summary>
internal sealed record OnnxModelSource(string Name, byte[] Bytes, string? Folder = null)
{
    public static OnnxModelSource File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return System.IO.File.Exists(path)
            ? new OnnxModelSource(path, System.IO.File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path)))
            : throw new FileNotFoundException($"The ONNX model '{path}' does not exist.", path);
    }

    public static OnnxModelSource Stream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return new OnnxModelSource("the ONNX model of the stream", memory.ToArray());
    }
}

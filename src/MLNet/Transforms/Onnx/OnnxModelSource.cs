namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The bytes of an ONNX model and where they came from, for errors.</summary>
internal sealed record OnnxModelSource(string Name, byte[] Bytes)
{
    public static OnnxModelSource File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return System.IO.File.Exists(path)
            ? new OnnxModelSource(path, System.IO.File.ReadAllBytes(path))
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

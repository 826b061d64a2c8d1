using Google.Protobuf;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Weights in files beside the model are read; what leads anywhere else is refused.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("external-").FullName;

    private string Folder => Path.Combine(_root, "model");

    public ExternalDataTests() => Directory.CreateDirectory(Folder);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WeightsBesideTheModelAreRead()
    {
        File.WriteAllBytes(Path.Combine(Folder, "w.bin"), [0, 0, 0, 0, .. Floats(10, 20, 30)]);
        Graph graph = OnnxImporter.Import(Write(new() { ["location"] = "w.bin", ["offset"] = "4", ["length"] = "12" }));
        Assert.Equal([11f, 22f, 33f], new Executor(graph).Run(Tensor.Of<float>([3], 1, 2, 3))[0].AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData("w.bin", "0", "12", "has 8 bytes")]
    [InlineData("w.bin", "-4", "12", "too few")]
    [InlineData("w.bin", "x", "12", "is no number")]
    [InlineData("w.bin", "0", "8", "needs 12 bytes")]
    [InlineData("missing.bin", "0", "12", "put it there")]
    [InlineData("../secret.bin", "0", "12", "outside the model's folder")]
    [InlineData("sub/../../secret.bin", "0", "12", "outside the model's folder")]
    [InlineData("link.bin", "0", "12", "outside the model's folder")]
    [InlineData("", "0", "12", "does not say in which")]
    public void WhatIsNotThereOrElsewhereIsRefused(string location, string offset, string length, string why)
    {
        File.WriteAllBytes(Path.Combine(Folder, "w.bin"), new byte[8]);
        string secret = Path.Combine(_root, "secret.bin");
        File.WriteAllBytes(secret, new byte[12]);
        File.CreateSymbolicLink(Path.Combine(Folder, "link.bin"), secret);
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(Write(new() { ["location"] = location, ["offset"] = offset, ["length"] = length })));
        Assert.Contains(why, e.Message);
        Assert.Contains("'w'", e.Message);
    }

    [Fact]
    public void AbsolutePathsAreRefused()
    {
        string secret = Path.Combine(_root, "secret.bin");
        File.WriteAllBytes(secret, new byte[12]);
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(Write(new() { ["location"] = secret })));
        Assert.Contains("outside the model's folder", e.Message);
    }

    [Fact]
    public void BytesAloneHaveNoFolder()
    {
        string path = Write(new() { ["location"] = "w.bin" });
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(File.ReadAllBytes(path)));
        Assert.Contains("open the model by its path", e.Message);
    }

    private static byte[] Floats(params float[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    // A model that adds three weights to its input, with the weights' elements replaced by the reference to another file.
    private string Write(Dictionary<string, string> reference)
    {
        var graph = new Graph();
        Value w = graph.Constant(Tensor.Of<float>([3], 0, 0, 0));
        w.Name = "w";
        graph.Output("y", graph.Input("x", ElementType.Float32, [3]) + w);
        ModelProto model = OnnxImporter.Parse(OnnxExporter.ToBytes(graph));
        TensorProto weights = model.Graph!.Initializers.Single();
        var external = new TensorProto { Name = weights.Name, ElementType = weights.ElementType };
        external.Dims.AddRange(weights.Dims);
        foreach ((string key, string value) in reference) external.ExternalData[key] = value;
        model.Graph.Initializers[0] = external;
        string path = Path.Combine(Folder, "model.onnx");
        using var output = new CodedOutputStream(File.Create(path));
        model.WriteTo(output);
        return path;
    }
}

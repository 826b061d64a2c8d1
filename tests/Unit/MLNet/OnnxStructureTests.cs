using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>Sequences and maps in columns, and the options and helpers around ONNX models.</summary>
public class OnnxStructureTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void ASequenceOfTensorsIsAColumnOfVectors()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [1, 3]);
        graph.Output("parts", x.SplitToSequence(axis: 1));
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new Input { X = [1, 2, 3] }, new Input { X = [4, 5, 6] } });
        IDataView scored = _context.Transforms.ApplyOnnxModel(new MemoryStream(OnnxExporter.ToBytes(graph))).Fit(data).Transform(data);
        Assert.Equal(new OnnxSequenceType(typeof(VBuffer<float>)), scored.Schema["parts"].Type);
        Parts[] rows = [.. _context.Data.CreateEnumerable<Parts>(scored, reuseRowObject: false)];
        Assert.Equal([4f, 5f, 6f], rows[1].Items!.Select(part => part.GetValues()[0]));
        Assert.Equal([1f, 2f, 3f], rows[0].Items!.Select(part => part.GetValues()[0]));
    }

    [Fact]
    public void MembersWithMapsAreColumns()
    {
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new MapRow { Map = new Dictionary<int, float> { [3] = 0.5f } } });
        Assert.Equal(new OnnxMapType(typeof(int), typeof(float)), data.Schema["Map"].Type);
        Assert.NotEqual<DataViewType>(new OnnxMapType(typeof(long), typeof(float)), data.Schema["Map"].Type);
        IDataView copied = _context.Transforms.CopyColumns("Map", "Map").Fit(data).Transform(data);
        Assert.Equal(0.5f, _context.Data.CreateEnumerable<MapRow>(copied, reuseRowObject: false).Single().Map![3]);
        Assert.True(new OnnxMapTypeAttribute(typeof(int), typeof(float)).Equals(new OnnxMapTypeAttribute(typeof(int), typeof(float))));
        Assert.False(new OnnxSequenceTypeAttribute(typeof(int)).Equals(new OnnxSequenceTypeAttribute(typeof(long))));
        Assert.Contains("OnnxMapType(typeof", Assert.Throws<InvalidOperationException>(() => new OnnxMapTypeAttribute().Register()).Message);
    }

    [SharedDataFact("models/mlnet-onnx-testmodels/twoinput")]
    public void OutputsComeInTheOrderInWhichTheyAreAskedFor()
    {
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new TwoInputs { A = [1, 2, 3, 4, 5], B = [1, 2, 3, 4, 5] } });
        string file = SharedData.PathOf("models/mlnet-onnx-testmodels/twoinput/twoinput.onnx");
        IDataView scored = _context.Transforms.ApplyOnnxModel(["outb", "outa"], ["ina", "inb"], file).Fit(data).Transform(data);
        Assert.Equal(["ina", "inb", "outb", "outa"], scored.Schema.Select(c => c.Name));
        Assert.Equal((0f, 30f), (scored.GetColumn<float[]>("outa").Single().Sum(), scored.GetColumn<float[]>("outb").Single().Sum()));
    }

    [SharedDataFact("models/mlnet-onnx-testmodels/unknowndimensions")]
    public void UnknownDimensionsAreOneOrWhatTheDictionarySays()
    {
        string file = SharedData.PathOf("models/mlnet-onnx-testmodels/unknowndimensions/test_unknowndimensions_float.onnx");
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new Open { X = [1.1f, 1.3f, 1.2f] }, new Open { X = [-1.1f, -1.3f, -1.2f] }, new Open { X = [-1.1f, -1.3f, 1.2f] } });
        IDataView scored = _context.Transforms.ApplyOnnxModel(file).Fit(data).Transform(data);
        Assert.Equal([1L, 0L, 2L], scored.GetColumn<long[]>("argmax").Select(v => v[0]));

        IDataView wide = _context.Data.LoadFromEnumerable(new[] { new Wide { X = [1.1f, 1.3f, 1.2f, 1.9f, 1.3f, 1.2f, 1.1f, 1.3f, 1.8f] }, new Wide { X = [0, 0, 1, 1, 0, 0, 1, 0, 0] } });
        OnnxTransformer shaped = _context.Transforms.ApplyOnnxModel(file, new Dictionary<string, int[]> { ["input"] = [3, 3] }).Fit(wide);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Int64, 3), shaped.GetOutputSchema(wide.Schema)["argmax"].Type);
        Assert.Equal([[1L, 0L, 2L], [2L, 0L, 0L]], shaped.Transform(wide).GetColumn<long[]>("argmax"));
    }

    [SharedDataFact("models/silero-vad")]
    public void BranchesAndRecurrentStateGoThroughColumns()
    {
        string folder = SharedData.PathOf("models/silero-vad");
        Speech[] rows = [new() { Sound = Numbers("input"), State = Numbers("state"), Rate = (long)Numbers("sr")[0] }];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        IDataView scored = _context.Transforms.ApplyOnnxModel(Path.Combine(folder, "silero_vad_16k_op15.onnx")).Fit(data).Transform(data);
        foreach (string name in new[] { "output", "stateN" })
            Assert.All(Numbers(name).Zip(scored.GetColumn<float[]>(name).Single()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));

        float[] Numbers(string name)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(folder, "reference", "silero_vad_16k_op15", name + ".f32"));
            return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, 4 * i))];
        }
    }

    [Fact]
    public void OptionsAreAcceptedAndTheGraphicsProcessorIsNot()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, ["N", 3]) + 1);
        byte[] onnx = OnnxExporter.ToBytes(graph);
        string file = Path.Combine(Path.GetTempPath(), $"options-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(file, onnx);
        try
        {
            OnnxOptions options = new()
            {
                ModelFile = file,
                OutputColumns = ["y"],
                InputColumns = ["x"],
                GpuDeviceId = 0,
                FallbackToCpu = true,
                RecursionLimit = 50,
                InterOpNumThreads = 1,
                IntraOpNumThreads = 1,
            };
            IDataView data = _context.Data.LoadFromEnumerable(Points(1));
            Assert.Null(_context.GetOnnxSessionOption());
            _context.SetOnnxSessionOption(new OnnxSessionOptions { GraphOptimizationLevel = Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL });
            Assert.NotNull(_context.GetOnnxSessionOption());
            Assert.Equal([1f, 2f, 3f], _context.Transforms.ApplyOnnxModel(options).Fit(data).Transform(data).GetColumn<float[]>("y").Single());
            (_context.GpuDeviceId, _context.FallbackToCpu) = (1, false);
            Assert.Contains("processor 1", Assert.Throws<InvalidOperationException>(() => _context.Transforms.ApplyOnnxModel(file)).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void WeightsInOtherFilesGoIntoTheModelZip()
    {
        string folder = Directory.CreateTempSubdirectory("onnx-weights").FullName;
        try
        {
            var graph = new Graph();
            Value w = graph.Constant(Tensor.Of<float>([3], 0, 0, 0));
            w.Name = "w";
            graph.Output("y", graph.Input("x", ElementType.Float32, ["N", 3]) + w);
            ModelProto proto = OnnxImporter.Parse(OnnxExporter.ToBytes(graph));
            var outside = new TensorProto { Name = "w", ElementType = ElementType.Float32, Dims = { 3 }, ExternalData = { ["location"] = "w.bin" } };
            proto.Graph!.Initializers[0] = outside;
            using (var output = new CodedOutputStream(File.Create(Path.Combine(folder, "model.onnx")))) proto.WriteTo(output);
            File.WriteAllBytes(Path.Combine(folder, "w.bin"), [.. new[] { 10f, 20f, 30f }.SelectMany(BitConverter.GetBytes)]);
            IDataView data = _context.Data.LoadFromEnumerable(new[] { new Input { X = [1, 2, 3] } });
            ITransformer model = _context.Transforms.ApplyOnnxModel(Path.Combine(folder, "model.onnx")).Fit(data);
            using var zip = new MemoryStream();
            _context.Model.Save(model, data.Schema, zip);
            zip.Position = 0;
            Directory.Delete(folder, recursive: true);
            Assert.Equal([11f, 22f, 33f], _context.Model.Load(zip, out _).Transform(data).GetColumn<float[]>("y").Single());
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void FeaturizersApplyTheChainOfTheirFactory()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, ["N", 3]) * 10);
        byte[] onnx = OnnxExporter.ToBytes(graph);
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new Pixels { Picture = [1, 2, 3] } });
        DnnImageFeaturizerEstimator featurizer = _context.Transforms.DnnFeaturizeImage("features", given => _context.Transforms.CopyColumns("x", given.InputColumn)
            .Append(_context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx))).Append(_context.Transforms.CopyColumns(given.OutputColumn, "y")), "picture");
        TransformerChain<ColumnCopyingTransformer> model = featurizer.Fit(data);
        Assert.Equal([10f, 20f, 30f], model.Transform(data).GetColumn<float[]>("features").Single());

    }

    private static Input[] Points(int count) => [.. Enumerable.Range(0, count).Select(i => new Input { X = [i, i + 1, i + 2] })];

    private sealed class Input
    {
        [ColumnName("x"), VectorType(3)]
        public float[] X { get; set; } = [];
    }

    private sealed class Open
    {
        [ColumnName("input"), VectorType(3)]
        public float[] X { get; set; } = [];
    }

    private sealed class Wide
    {
        [ColumnName("input"), VectorType(3, 3)]
        public float[] X { get; set; } = [];
    }

    private sealed class Speech
    {
        [ColumnName("input")]
        public float[] Sound { get; set; } = [];

        [ColumnName("state"), VectorType(2, 1, 128)]
        public float[] State { get; set; } = [];

        [ColumnName("sr")]
        public long Rate { get; set; }
    }

    private sealed class Pixels
    {
        [ColumnName("picture"), VectorType(3)]
        public float[] Picture { get; set; } = [];
    }

    private sealed class TwoInputs
    {
        [ColumnName("ina"), VectorType(5)]
        public float[] A { get; set; } = [];

        [ColumnName("inb"), VectorType(5)]
        public float[] B { get; set; } = [];
    }

    private sealed class Parts
    {
        [ColumnName("parts"), OnnxSequenceType(typeof(VBuffer<float>))]
        public IEnumerable<VBuffer<float>>? Items { get; set; }
    }

    private sealed class MapRow
    {
        [OnnxMapType(typeof(int), typeof(float))]
        public IDictionary<int, float>? Map { get; set; }
    }
}

using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Onnx;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>The models are those of ML.NET's own tests; what is expected is what its documentation says of such code.</summary>
public class TensorFlowTransformerTests
{
    private const string Models = "models/mlnet-tf-testmodels";

    private readonly MLContext _context = new(1);

    [SharedDataFact(Models)]
    public void AProductOfTwoColumns()
    {
        IDataView data = _context.Data.LoadFromEnumerable<Factors>([new() { A = [1, 2, 3, 4], B = [1, 2, 3, 4] }, new() { A = [2, 2, 2, 2], B = [3, 3, 3, 3] }]);
        TensorFlowEstimator estimator = Model("model_matmul/frozen_saved_model.pb").ScoreTensorFlowModel(["c"], ["a", "b"]);
        IDataView scored = estimator.Fit(data).Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 2), scored.Schema["c"].Type);
        float[][] products = [.. scored.GetColumn<float[]>("c")];
        Assert.Equal([7, 10, 15, 22], products[0]);
        Assert.Equal([12, 12, 12, 12], products[1]);
    }

    [SharedDataFact(Models)]
    public void ColumnsThatDoNotFitAreErrors()
    {
        TensorFlowModel model = Model("model_matmul/frozen_saved_model.pb");
        TensorFlowEstimator estimator = model.ScoreTensorFlowModel(["c"], ["a", "b"]);
        Assert.Contains("'a'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_context.Data.LoadFromEnumerable<Other>([new()]))).Message);
        Assert.Contains("String", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_context.Data.LoadFromEnumerable<Texts>([new()]))).Message);
        Assert.Contains("2x2", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_context.Data.LoadFromEnumerable<Short>([new()]))).Message.Replace(", ", "x"));
        Assert.Contains("no operation 'd'", Assert.Throws<ArgumentOutOfRangeException>(() => model.ScoreTensorFlowModel("d", "a")).Message);
        Assert.Contains("more than once", Assert.ThrowsAny<ArgumentException>(() => model.ScoreTensorFlowModel(["c", "c"], ["a", "b"])).Message);
        Assert.Throws<FileNotFoundException>(() => _context.Model.LoadTensorFlowModel("nowhere.pb"));
    }

    [SharedDataFact(Models)]
    public void OpenDimensionsFollowFromTheColumns()
    {
        Shapes[] rows = [.. Enumerable.Range(0, 3).Select(r => new Shapes
        {
            OneDim = Numbers(5, r), TwoDim = Numbers(4, r), ThreeDim = Numbers(4, r), FourDim = Numbers(12, r), FourDimKnown = Numbers(16, r),
        })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        string[] names = ["OneDim", "TwoDim", "ThreeDim", "FourDim", "FourDimKnown"];
        IDataView scored = Model("model_shape_test").ScoreTensorFlowModel([.. names.Select(n => $"o_{n}")], names).Fit(data).Transform(data);
        foreach (string name in names) Assert.Equal(data.GetColumn<float[]>(name), scored.GetColumn<float[]>($"o_{name}"));
    }

    [SharedDataFact(Models)]
    public void EveryTypeOfItem()
    {
        Types[] rows = [.. Enumerable.Range(1, 3).Select(r => new Types
        {
            f64 = [-r, r], f32 = [-r, r], i64 = [-r, r], i32 = [-r, r], i16 = [(short)-r, (short)r], i8 = [(sbyte)-r, (sbyte)r],
            u64 = [(ulong)r, 2], u32 = [(uint)r, 2], u16 = [(ushort)r, 2], u8 = [(byte)r, 2], b = [r % 2 == 0, true],
        })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        string[] names = [.. data.Schema.Select(c => c.Name)];
        IDataView scored = Model("model_types_test").ScoreTensorFlowModel([.. names.Select(n => $"o_{n}")], names).Fit(data).Transform(data);
        Assert.Equal(rows.SelectMany(r => r.f64), scored.GetColumn<double[]>("o_f64").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.f32), scored.GetColumn<float[]>("o_f32").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.i64), scored.GetColumn<long[]>("o_i64").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.i32), scored.GetColumn<int[]>("o_i32").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.i16), scored.GetColumn<short[]>("o_i16").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.i8), scored.GetColumn<sbyte[]>("o_i8").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.u64), scored.GetColumn<ulong[]>("o_u64").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.u32), scored.GetColumn<uint[]>("o_u32").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.u16), scored.GetColumn<ushort[]>("o_u16").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.u8), scored.GetColumn<byte[]>("o_u8").SelectMany(v => v));
        Assert.Equal(rows.SelectMany(r => r.b), scored.GetColumn<bool[]>("o_b").SelectMany(v => v));
    }

    [SharedDataFact(Models)]
    public void SingleTexts()
    {
        TensorFlowModel model = Model("model_primitive_input_test");
        Assert.Equal(TextDataViewType.Instance, model.GetModelSchema()["input1"].Type);
        IDataView data = _context.Data.LoadFromEnumerable<TwoTexts>([]);
        ITransformer transformer = model.ScoreTensorFlowModel(outputColumnNames: ["string_merge"], inputColumnNames: ["input1", "input2"]).Fit(data);
        PredictionEngine<TwoTexts, OneText> engine = _context.Model.CreatePredictionEngine<TwoTexts, OneText>(transformer);
        Assert.Equal("This is fine.Thank you very much!.", engine.Predict(new TwoTexts { input1 = "This is fine.", input2 = "Thank you very much!." }).string_merge);
    }

    [SharedDataFact(Models)]
    public void TextsAreSplitAndJoinedRowByRow()
    {
        IDataView data = _context.Data.LoadFromEnumerable<ManyTexts>([new() { A = ["This is fine.", "That's ok."], B = ["Thank/you/very/much!.", "Thank/you/so/much!."] }, new() { A = ["", "é"], B = ["a//b", "/"] }]);
        IDataView scored = Model("model_string_test").ScoreTensorFlowModel(["Original_A", "Joined_Splited_Text"], ["A", "B"]).Fit(data).Transform(data);
        string[][] original = [.. scored.GetColumn<string[]>("Original_A")], joined = [.. scored.GetColumn<string[]>("Joined_Splited_Text")];
        Assert.Equal([["This is fine.", "That's ok."], ["", "é"]], original);
        Assert.Equal([["Thank you very much!. Thank you so much!."], ["a b"]], joined.Select(j => new[] { j[0].Trim() }));
    }

    [SharedDataTheory(Models)]
    [InlineData("cifar_model/frozen_model.pb", true)]
    [InlineData("cifar_saved_model", true)]
    [InlineData("cifar_model/frozen_model_variadic_input_shape.pb", true)]
    [InlineData("cifar_model/frozen_model.pb", false)]
    public void PicturesAreScoredInBatchesAsOneByOne(string location, bool batched)
    {
        IDataView data = Pictures(70);
        TensorFlowModel file = _context.Model.LoadTensorFlowModel(SharedData.PathOf($"{Models}/{location}"), batched);
        Assert.True(new OnnxMapping(new TensorFlowBinding(file, ["Output"], ["Input"], addBatch: false).For(data.Schema), data.Schema).BatchSize > 1);
        ITransformer model = file.ScoreTensorFlowModel("Output", "Input").Fit(data);
        IDataView scored = model.Transform(data);
        Assert.Equal(batched ? new VectorDataViewType(NumberDataViewType.Single, 10) : new VectorDataViewType(NumberDataViewType.Single, 0, 10), scored.Schema["Output"].Type);
        float[][] rows = [.. scored.GetColumn<float[]>("Output")];
        Assert.Equal(70, rows.Select(row => row[0]).Distinct().Count());
        PredictionEngine<Picture, Scores> engine = _context.Model.CreatePredictionEngine<Picture, Scores>(model);
        foreach (int row in new[] { 0, 33, 69 })
            foreach ((float together, float alone) in rows[row].Zip(engine.Predict(Draw(row)).Output)) Assert.Equal(together, alone, 1e-4f * Math.Max(1, MathF.Abs(alone)));
    }

    [SharedDataTheory(Models)]
    [InlineData("cifar_model/frozen_model.pb")]
    [InlineData("cifar_saved_model")]
    public void ASavedModelScoresTheSameWithoutItsFile(string location)
    {
        IDataView data = Pictures(5);
        ITransformer model = Model(location).ScoreTensorFlowModel("Output", "Input").Append(_context.Transforms.CopyColumns("Score", "Output")).Fit(data);
        using MemoryStream stream = new();
        _context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(stream, out DataViewSchema schema);
        Assert.Equal("Input", Assert.Single(schema).Name);
        Assert.Equal(model.GetOutputSchema(schema).Select(c => (c.Name, c.Type)), loaded.GetOutputSchema(schema).Select(c => (c.Name, c.Type)));
        foreach ((float[] before, float[] after) in model.Transform(data).GetColumn<float[]>("Score").Zip(loaded.Transform(data).GetColumn<float[]>("Score")))
            foreach ((float b, float a) in before.Zip(after)) Assert.Equal(b, a, 1e-4f * Math.Max(1, MathF.Abs(b)));
    }

    [SharedDataTheory(Models)]
    [InlineData("\"name\"\\s*:\\s*\"Input\",\\s*\"column\"", "\"name\":\"Other\",\"column\"")]
    [InlineData("\"column\"\\s*:\\s*\"Output\"", "\"column\":\"Other\"")]
    [InlineData("\"model\"\\s*:\\s*\"model.onnx\"", "\"model\":\"pipeline.json\"")]
    public void AZipThatContradictsItselfIsRefused(string pattern, string replacement)
    {
        IDataView data = Pictures(1);
        string path = Path.GetTempFileName();
        try
        {
            _context.Model.Save(Model("cifar_model/frozen_model.pb").ScoreTensorFlowModel("Output", "Input").Fit(data), data.Schema, path);
            using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Update))
            {
                ZipArchiveEntry entry = zip.GetEntry("pipeline.json")!;
                string text;
                using (StreamReader reader = new(entry.Open())) text = reader.ReadToEnd();
                Assert.Matches(pattern, text);
                entry.Delete();
                using StreamWriter writer = new(zip.CreateEntry("pipeline.json").Open());
                writer.Write(Regex.Replace(text, pattern, replacement));
            }
            Assert.Contains(path, Assert.Throws<FormatException>(() => _context.Model.Load(path, out _)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [SharedDataFact(Models)]
    public void NamesMayCutTheModelAnywhere()
    {
        IDataView data = Pictures(3);
        TensorFlowModel model = Model("cifar_model/frozen_model.pb");
        DataViewSchema.Column[] columns = [.. model.GetModelSchema()];
        string middle = columns.Last(c => OperatorOf(c) is "Relu" or "MaxPool").Name;
        IDataView first = model.ScoreTensorFlowModel([middle, "Output"], ["Input"]).Fit(data).Transform(data);
        IDataView cutOff = _context.Transforms.SelectColumns(middle).Fit(first).Transform(first);
        IDataView second = model.ScoreTensorFlowModel("Output", middle).Fit(cutOff).Transform(cutOff);
        foreach ((float[] whole, float[] cut) in first.GetColumn<float[]>("Output").Zip(second.GetColumn<float[]>("Output")))
            foreach ((float w, float c) in whole.Zip(cut)) Assert.Equal(w, c, 1e-4f * Math.Max(1, MathF.Abs(w)));
    }

    private static string OperatorOf(DataViewSchema.Column column)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue("TensorflowOperatorType", ref text);
        return text.ToString();
    }

    private TensorFlowModel Model(string location) => _context.Model.LoadTensorFlowModel(SharedData.PathOf($"{Models}/{location}"));

    private IDataView Pictures(int count) => _context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(Draw).ToArray());

    private static Picture Draw(int seed)
    {
        Random random = new(seed);
        float red = random.NextSingle(), across = random.NextSingle();
        return new Picture { Input = [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => 255 * (i % 3 == 0 ? red : MathF.Abs(MathF.Sin(across * (i / 3 % 32))) * random.NextSingle()))] };
    }

    private static float[] Numbers(int count, int row) => [.. Enumerable.Range(0, count).Select(i => 100 * row + i + 0.5f)];

    private sealed class Factors
    {
        [ColumnName("a"), VectorType(4)] public float[] A = [];
        [ColumnName("b"), VectorType(4)] public float[] B = [];
    }

    private sealed class Other
    {
        [VectorType(4)] public float[] A = new float[4];
        [VectorType(4)] public float[] B = new float[4];
    }

    private sealed class Texts
    {
        [VectorType(4)] public string[] a = ["", "", "", ""];
        [VectorType(4)] public string[] b = ["", "", "", ""];
    }

    private sealed class Short
    {
        [VectorType(2)] public float[] a = new float[2];
        [VectorType(2)] public float[] b = new float[2];
    }

    private sealed class Shapes
    {
        [VectorType(5)] public float[] OneDim = [];
        [VectorType(4)] public float[] TwoDim = [];
        [VectorType(1, 2, 2)] public float[] ThreeDim = [];
        [VectorType(12)] public float[] FourDim = [];
        [VectorType(2, 2, 2, 2)] public float[] FourDimKnown = [];
    }

    private sealed class Types
    {
        [VectorType(2)] public double[] f64 = [];
        [VectorType(2)] public float[] f32 = [];
        [VectorType(2)] public long[] i64 = [];
        [VectorType(2)] public int[] i32 = [];
        [VectorType(2)] public short[] i16 = [];
        [VectorType(2)] public sbyte[] i8 = [];
        [VectorType(2)] public ulong[] u64 = [];
        [VectorType(2)] public uint[] u32 = [];
        [VectorType(2)] public ushort[] u16 = [];
        [VectorType(2)] public byte[] u8 = [];
        [VectorType(2)] public bool[] b = [];
    }

    private sealed class ManyTexts
    {
        [VectorType(2)]
        public string[] A { get; set; } = [];

        [VectorType(2)]
        public string[] B { get; set; } = [];
    }

    private sealed class TwoTexts
    {
        public string input1 = "";
        public string input2 = "";
    }

    private sealed class OneText
    {
        public string string_merge { get; set; } = "";
    }

    private sealed class Picture
    {
        [VectorType(32, 32, 3)] public float[] Input = [];
    }

    private sealed class Scores
    {
        public float[] Output { get; set; } = [];
    }
}

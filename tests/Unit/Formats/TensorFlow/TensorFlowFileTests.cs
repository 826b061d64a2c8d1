using System.IO.Compression;
using System.Text.Json;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>TensorFlow's files in all their forms: what they say of themselves, and that the networks in them do what they were trained for.</summary>
public class TensorFlowFileTests
{
    private const string Models = "models/mlnet-tf-testmodels";

    [SharedDataFact(Models)]
    public void ASavedModelReadsDigits()
    {
        // Saved after little training: it reads three in four, and one in ten would be chance.
        const int Count = 500, Least = 375;
        Graph graph = TensorFlowImporter.Import(SharedData.PathOf($"{Models}/mnist_conv_model"), new TensorFlowImportOptions { Signature = "serving_default" });
        Assert.Equal(("Features", "Prediction"), (graph.Inputs[0].Name, graph.Outputs[0].Name));
        // Dropout that keeps all is known to, although it draws random numbers.
        Assert.DoesNotContain(graph.Nodes, n => !n.Operator.IsDeterministic);
        byte[] images = Unpacked("t10k-images-idx3-ubyte.gz"), labels = Unpacked("t10k-labels-idx1-ubyte.gz");
        var x = new Tensor(ElementType.Float32, [Count, 28, 28, 1]);
        for (int i = 0; i < x.Count; i++) x.AsSpan<float>()[i] = images[16 + i] / 255f;
        Span<float> scores = new Executor(graph).Run([x])[0].AsSpan<float>();
        int right = 0;
        for (int i = 0; i < Count; i++)
        {
            float[] row = scores.Slice(i * 10, 10).ToArray();
            if (Array.IndexOf(row, row.Max()) == labels[8 + i]) right++;
        }
        Assert.True(right >= Least, $"{right} of {Count}");
    }

    [SharedDataFact(Models)]
    public void ASavedModelThatWasNotTrainedYetSaysNothing()
    {
        Graph graph = TensorFlowImporter.Import(SharedData.PathOf($"{Models}/mnist_lr_model"));
        Nets.AssertClose([.. Enumerable.Repeat(0.1f, 10)], new Executor(graph).Run([Nets.Counting(1, 784)])[0]);
    }

    [SharedDataFact("models/mobilenet_v1_0.25_128")]
    public void MobileNetNamesWhatPhotographsShow()
    {
        // 45 % of ImageNet's photographs are named right by this smallest of MobileNets.
        Graph graph = TensorFlowImporter.Import(SharedData.PathOf("models/mobilenet_v1_0.25_128/frozen_graph.pb"));
        var executor = new Executor(graph);
        string[] labels = File.ReadAllLines(SharedData.PathOf("models/mobilenet_v1_0.25_128/labels.txt"));
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("datasets/imagenet-photos-dev/golden_top5.json")));
        Assert.Equal(1001, labels.Length);
        int first = 0, five = 0, all = 0;
        foreach (string file in Directory.GetFiles(SharedData.PathOf("datasets/imagenet-photos-dev"), "*.JPEG").Order(StringComparer.Ordinal))
        {
            // The first class is none of ImageNet's.
            int truth = golden.RootElement.GetProperty(Path.GetFileName(file)).GetProperty("true").GetInt32() + 1;
            float[] scores = executor.Run([Picture(file, 128)])[0].AsSpan<float>().ToArray();
            int[] top = [.. Enumerable.Range(0, scores.Length).OrderByDescending(c => scores[c]).Take(5)];
            (first, five, all) = (first + (top[0] == truth ? 1 : 0), five + (top.Contains(truth) ? 1 : 0), all + 1);
        }
        Assert.True(all == 24 && first >= 10 && five >= 15, $"{first} first, {five} among five of {all}");
    }

    [SharedDataTheory("models/arm-kws-tf")]
    [InlineData("DS_CNN_S.pb")]
    [InlineData("LSTM_S.pb")]
    public void KeywordSpottersHearSilence(string model)
    {
        Graph graph = TensorFlowImporter.Import(SharedData.PathOf($"models/arm-kws-tf/{model}"));
        string[] labels = File.ReadAllLines(SharedData.PathOf("models/arm-kws-tf/labels.txt"));
        Assert.Equal("decoded_sample_data: Float32 16000x1", graph.Inputs[0].ToString());
        float[] scores = new Executor(graph).Run([new Tensor(ElementType.Float32, [16000, 1])])[0].AsSpan<float>().ToArray();
        Assert.Equal(1, scores.Sum(), 1e-4);
        Assert.Equal("_silence_", labels[Array.IndexOf(scores, scores.Max())]);
        Assert.DoesNotContain(graph.Nodes, n => n.Operator.OpType.Contains("Sequence"));
    }

    // Each frame by the definition: windowed, transformed, squared; bands on the mel scale, logarithms, cosines.
    [SharedDataFact("models/arm-kws-tf")]
    public void SpeechFeaturesAreTensorFlows()
    {
        Graph graph = TensorFlowImporter.Import(SharedData.PathOf("models/arm-kws-tf/DS_CNN_S.pb"), new TensorFlowImportOptions { Outputs = ["AudioSpectrogram", "Mfcc"] });
        var random = new Random(3);
        var sound = new Tensor(ElementType.Float32, [16000, 1]);
        foreach (ref float s in sound.AsSpan<float>()) s = random.NextSingle() * 2 - 1;
        Tensor[] results = new Executor(graph).Run([sound]);
        Assert.Equal(Shape.Of(1, 49, 513), results[0].Shape);
        Assert.Equal(Shape.Of(1, 49, 10), results[1].Shape);
        foreach (int frame in (int[])[0, 17, 48])
        {
            double[] power = new double[513], bands = new double[40], features = new double[10];
            for (int k = 0; k < power.Length; k++)
            {
                (double re, double im) = (0, 0);
                for (int i = 0; i < 640; i++)
                {
                    double v = sound.AsSpan<float>()[frame * 320 + i] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / 640)), angle = 2 * Math.PI * k * i / 1024;
                    (re, im) = (re + v * Math.Cos(angle), im - v * Math.Sin(angle));
                }
                power[k] = re * re + im * im;
            }
            double low = Mel(20), step = (Mel(4000) - low) / 41;
            for (int k = 0; k < power.Length; k++)
            {
                double hertz = k * 8000.0 / 512;
                if (hertz < 20 || hertz > 4000 || k < (int)(1.5 + 20 / (8000.0 / 512))) continue;
                for (int b = 0; b < bands.Length; b++) bands[b] += Math.Sqrt(power[k]) * Math.Max(0, 1 - Math.Abs((Mel(hertz) - low) / step - (b + 1)));
            }
            for (int t = 0; t < features.Length; t++)
                for (int b = 0; b < bands.Length; b++) features[t] += Math.Sqrt(2.0 / 40) * Math.Log(Math.Max(bands[b], 1e-12)) * Math.Cos(Math.PI * t / 40 * (b + 0.5));
            Nets.AssertClose([.. power.Select(p => (float)p)], Tensor.Of<float>([513], results[0].AsSpan<float>().Slice(frame * 513, 513)), 1e-4f);
            Nets.AssertClose([.. features.Select(f => (float)f)], Tensor.Of<float>([10], results[1].AsSpan<float>().Slice(frame * 10, 10)), 1e-4f);
        }

        static double Mel(double hertz) => 1127 * Math.Log(1 + hertz / 700);
    }

    [SharedDataFact(Models)]
    public void TextIsSplitAndJoined()
    {
        Graph graph = TensorFlowImporter.Import(SharedData.PathOf($"{Models}/model_string_test"));
        Assert.Equal(["A", "B"], graph.Inputs.Select(i => i.Name));
        Tensor a = Tensor.OfStrings([2, 2], "This is fine.", "Test", "very", "good"), b = Tensor.OfStrings([2], "to//be/", "/tested");
        Dictionary<string, Tensor> results = Named(graph, new Executor(graph).Run([a, b]));
        Assert.Equal(a.Strings.ToArray(), results["Original_A"].Strings.ToArray());
        Assert.Equal(["to be tested"], results["Joined_Splited_Text"].Strings.ToArray());

        Graph merge = TensorFlowImporter.Import(SharedData.PathOf($"{Models}/model_primitive_input_test"));
        Assert.Equal(["ab"], new Executor(merge).Run([Tensor.OfStrings(Shape.Scalar, "a"), Tensor.OfStrings(Shape.Scalar, "b")])[0].Strings.ToArray());
    }

    [SharedDataFact(Models)]
    public void EveryElementTypeGoesThrough()
    {
        TensorFlowFile file = TensorFlowFile.Open(SharedData.PathOf($"{Models}/model_types_test"));
        Graph graph = file.ToGraph(new TensorFlowImportOptions { Inputs = [.. file.Placeholders.Select(p => p.Name)], Outputs = [.. file.Placeholders.Select(p => "o_" + p.Name)] });
        Assert.Equal(11, graph.Inputs.Count);
        Tensor[] inputs = [.. graph.Inputs.Select(i => new Tensor(i.Type.Element, [1, 2]))];
        foreach (Tensor input in inputs) input.AsBytes().Fill(1);
        Tensor[] outputs = new Executor(graph).Run(inputs);
        for (int i = 0; i < inputs.Length; i++) Assert.Equal((inputs[i].Type, inputs[i].AsBytes().ToArray()), (outputs[i].Type, outputs[i].AsBytes().ToArray()), new Same());
    }

    [SharedDataFact(Models)]
    public void AFileSaysWhatIsInIt()
    {
        TensorFlowFile file = TensorFlowFile.Open(SharedData.PathOf($"{Models}/cifar_saved_model"));
        Assert.Equal((TensorFlowFormat.SavedModel, "1.10.0"), (file.Format, file.Version));
        TensorFlowSignature signature = Assert.Single(file.Signatures);
        Assert.Equal(("serving_default", "tensorflow/serving/predict"), (signature.Name, signature.Method));
        Assert.Equal("Input:0: Float32 Nx32x32x3", Assert.Single(signature.Inputs).Tensor.ToString());
        Assert.Equal("add_1: Float32 Nx10", Assert.Single(file.Outputs).ToString());
        TensorFlowOperation convolution = file.Nodes.Single(n => n.Name == "Conv2D");
        Assert.Equal(["Input", "Wconv1/read"], convolution.Inputs);
        Assert.Equal("Conv2D: Float32 Nx13x13x32", Assert.Single(convolution.Results).ToString());
        Assert.Contains("Wconv1", file.Variables);
        Assert.Throws<TensorFlowFormatException>(() => TensorFlowFile.Open(SharedData.PathOf($"{Models}/cifar_saved_model"), ["train"]));
        TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() => file.ToGraph(new TensorFlowImportOptions { Signature = "classify" }));
        Assert.Contains("there are serving_default", e.Message);
    }

    [SharedDataFact(Models)]
    public void AModelMayLieInMemory()
    {
        string folder = SharedData.PathOf($"{Models}/cifar_saved_model");
        Dictionary<string, byte[]> files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => "model/" + Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes);
        Tensor[] images = [new Tensor(ElementType.Float32, [2, 32, 32, 3])];
        images[0].AsSpan<float>().Fill(0.25f);
        float[] expected = new Executor(TensorFlowImporter.Import(folder)).Run(images)[0].AsSpan<float>().ToArray();
        Nets.AssertClose(expected, new Executor(TensorFlowFile.Read(files).ToGraph()).Run(images)[0]);
    }

    [SharedDataFact(Models)]
    public void VariablesThatAreMissingAreTold()
    {
        TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() => TensorFlowImporter.Import(SharedData.PathOf($"{Models}/sentiment_model")));
        Assert.Contains("embedding/embeddings", e.Message);
        Assert.Contains("variables.data-00000-of-00001", e.Message);
        e = Assert.Throws<TensorFlowFormatException>(() => TensorFlowImporter.Import(File.ReadAllBytes(SharedData.PathOf($"{Models}/cifar_saved_model/saved_model.pb"))));
        Assert.Contains("variables/variables.index", e.Message);
    }

    private static Dictionary<string, Tensor> Named(Graph graph, Tensor[] results) => graph.Outputs.Select((o, i) => (o.Name, results[i])).ToDictionary(o => o.Name, o => o.Item2);

    private static Tensor Picture(string file, int size)
    {
        Image image = Image.Load(file).Convert(PixelFormat.Rgb24);
        int side = (int)(Math.Min(image.Width, image.Height) * 0.875), left = (image.Width - side) / 2, top = (image.Height - side) / 2;
        Image small = image.Crop(left, top, side, side).Resize(size, size);
        var tensor = new Tensor(ElementType.Float32, [1, size, size, 3]);
        for (int i = 0; i < tensor.Count; i++) tensor.AsSpan<float>()[i] = small.Pixels[i] / 127.5f - 1;
        return tensor;
    }

    private static byte[] Unpacked(string file)
    {
        string path = Directory.EnumerateFiles(SharedData.PathOf("datasets/mnist"), "*", SearchOption.AllDirectories).Single(f => Path.GetFileName(f) == file);
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private sealed class Same : IEqualityComparer<(ElementType Type, byte[] Bytes)>
    {
        public bool Equals((ElementType Type, byte[] Bytes) a, (ElementType Type, byte[] Bytes) b) => a.Type == b.Type && a.Bytes.AsSpan().SequenceEqual(b.Bytes);

        public int GetHashCode((ElementType Type, byte[] Bytes) value) => (int)value.Type;
    }
}

using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>
/// Features of photographs: row by row through a prediction engine of ML.NET's image transforms, picture by picture without it (read, decode, resize, run the network, one
/// after the other), in batches while the next ones are decoded, and from the cache. The four take turns; ratios are those of the medians.
/// </summary>
internal static class TransferBenchmark
{
    private static readonly string[] Usual = ["built-mobilenetv2-features/mobilenetv2_1.0_features.onnx", "built-squeezenet1.1/squeezenet1.1.onnx"];

    public static int Run(string[] options)
    {
        string shared = Option(options, "--shared") ?? Path.GetFullPath(Path.Combine(BenchmarkResults.Root(), "..", "shared"));
        string data = Option(options, "--data") ?? Path.Combine(shared, "datasets", "flower-photos-small");
        string[] models = Option(options, "--models") is { } given ? given.Split(',') : [.. Usual.Select(m => Path.Combine(shared, "models", m))];
        if (!Directory.Exists(data) || !models.All(File.Exists))
        {
            Console.Error.WriteLine($"There are no pictures at '{data}', or not all of the networks {string.Join(", ", models)}; name them with --data and --models.");
            return 2;
        }
        string[] files = [.. Directory.EnumerateFiles(data, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        int rounds = options.Contains("--quick") ? 1 : 3;
        List<Dictionary<string, object?>> results = [];
        Console.WriteLine($"{files.Length} pictures, {Workers.Count} threads; ms a picture\n{"network",-30}{"decode",10}{"engine",10}{"one by one",12}{"batches",10}{"ratios",16}{"cached",10}{"ratio",8}");
        foreach (string model in models) results.Add(Measure(model, files, rounds));
        Console.WriteLine($"Written to {BenchmarkResults.Write("transfer", results)}");
        return 0;
    }

    private static Dictionary<string, object?> Measure(string model, string[] files, int rounds)
    {
        var pictures = new Photographs(files);
        var backbone = new Backbone(OnnxImporter.Import(model, new OnnxImportOptions(Trainable: true)));
        var extractor = new FeatureExtractor(backbone);
        var executor = new Executor(backbone.ToGraph());
        var pixels = new Tensor(ElementType.Float32, [1, 3, Photographs.Size, Photographs.Size]);
        using PredictionEngine<PathRow, ResultRow> engine = Engine(model, backbone.Graph);
        List<double> decode = [], rows = [], single = [], batches = [], cached = [];
        string folder = Directory.CreateTempSubdirectory("transfer-").FullName;
        try
        {
            OneByOne(Math.Min(files.Length, 8));
            using (FeatureCache cache = FeatureCache.Open(folder, backbone, "benchmark")) extractor.Extract(pictures, cache);
            for (int round = 0; round < rounds; round++)
            {
                decode.Add(Time(() =>
                {
                    for (int i = 0; i < files.Length; i++) pictures.Decode(pictures.Read(i), pixels.AsSpan<float>());
                }));
                rows.Add(Time(() =>
                {
                    foreach (string file in files) engine.Predict(new PathRow { Path = file });
                }));
                single.Add(Time(() => OneByOne(files.Length)));
                batches.Add(Time(() => extractor.Extract(pictures)));
                cached.Add(Time(() =>
                {
                    using FeatureCache cache = FeatureCache.Open(folder, backbone, "benchmark");
                    extractor.Extract(pictures, cache);
                }));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        string name = Path.GetFileNameWithoutExtension(model);
        (double row, double a, double b, double c) = (Median(rows), Median(single), Median(batches), Median(cached));
        Console.WriteLine($"{name,-30}{Median(decode),10:F2}{row,10:F2}{a,12:F2}{b,10:F2}{row / b,8:F2}{a / b,8:F2}{c,10:F3}{b / c,8:F1}");
        return new() { ["network"] = name, ["pictures"] = files.Length, ["decodeMilliseconds"] = Median(decode), ["engineMilliseconds"] = row, ["oneByOneMilliseconds"] = a, ["batchMilliseconds"] = b, ["cachedMilliseconds"] = c };

        void OneByOne(int count)
        {
            for (int i = 0; i < count; i++)
            {
                pictures.Decode(pictures.Read(i), pixels.AsSpan<float>());
                executor.Start([pixels]).Dispose();
            }
        }

        double Time(Action action)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / files.Length;
        }
    }

    private static PredictionEngine<PathRow, ResultRow> Engine(string model, Graph graph)
    {
        var ml = new MLContext(1);
        string input = graph.Inputs[0].Name!, output = graph.Outputs[0].Name;
        var chain = ml.Transforms.LoadImages("Picture", "", nameof(PathRow.Path)).Append(ml.Transforms.ResizeImages("Picture", Photographs.Size, Photographs.Size))
            .Append(ml.Transforms.ExtractPixels(input, "Picture", scaleImage: 1 / 255f)).Append(ml.Transforms.ApplyOnnxModel(output, input, model)).Append(ml.Transforms.CopyColumns(nameof(ResultRow.Result), output));
        return ml.Model.CreatePredictionEngine<PathRow, ResultRow>(chain.Fit(ml.Data.LoadFromEnumerable<PathRow>([])));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string? Option(string[] options, string name)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    private sealed class Photographs(string[] files) : ISampleSource
    {
        public const int Size = 224;

        private static readonly float[] Mean = [0.485f * 255, 0.456f * 255, 0.406f * 255], Scale = [1 / (0.229f * 255), 1 / (0.224f * 255), 1 / (0.225f * 255)];
        private readonly ResizeOptions _crop = new(Mode: ResizeMode.Crop);

        public int Count => files.Length;

        public string NameOf(int index) => files[index];

        public byte[] Read(int index) => File.ReadAllBytes(files[index]);

        public void Decode(ReadOnlySpan<byte> content, Span<float> target) =>
            Image.Decode(content).Convert(PixelFormat.Rgb24).Resize(Size, Size, _crop).ToChw(target, PixelChannels.Rgb, Mean, Scale);
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }

    private sealed class ResultRow
    {
        public VBuffer<float> Result { get; set; }
    }
}

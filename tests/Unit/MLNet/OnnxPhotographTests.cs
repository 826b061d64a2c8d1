using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>A network from a file names what is on photographs, through the whole pipeline: files, sizes, pixels, network.</summary>
public class OnnxPhotographTests
{
    private const string Photographs = "datasets/imagenet-photos-dev";
    private const string Network = "models/built-squeezenet1.1/squeezenet1.1.onnx";

    private readonly MLContext _context = new(1);

    [SharedDataFact(Photographs)]
    public void AnImageNetClassifierNamesPhotographs()
    {
        if (SharedData.Find(Network) is not { } network) return;
        string folder = SharedData.PathOf(Photographs);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "golden_top5.json")));
        JsonProperty[] photographs = [.. golden.RootElement.EnumerateObject().Where((_, i) => i % 2 == 0)];
        Photograph[] rows = [.. photographs.Select(p => new Photograph { Path = p.Name, Class = p.Value.GetProperty("true").GetInt32() })];
        // The network's own colours: each pixel less 117 and divided by 58, near enough to the mean and deviation of the three channels.
        IEstimator<ITransformer> pipeline = _context.Transforms.LoadImages("Image", folder, "Path")
            .Append(_context.Transforms.ResizeImages("Image", 224, 224, resizing: ImageResizingEstimator.ResizingKind.IsoCrop))
            .Append(_context.Transforms.ExtractPixels("data", "Image", offsetImage: 117, scaleImage: 1 / 58f))
            .Append(_context.Transforms.ApplyOnnxModel("squeezenet0_flatten0_reshape0", "data", network));
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        ITransformer model = pipeline.Fit(data);
        float[][] scores = [.. model.Transform(data).GetColumn<float[]>("squeezenet0_flatten0_reshape0")];
        int first = 0, golds = 0, shared = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int[] known = [.. photographs[i].Value.GetProperty("squeezenet1.1").EnumerateArray().Select(place => place[0].GetInt32())];
            int answer = Array.IndexOf(scores[i], scores[i].Max());
            if (answer == rows[i].Class) first++;
            if (known[0] == rows[i].Class) golds++;
            if (known.Contains(answer)) shared++;
        }
        Assert.True(first >= golds - 1, $"{first} of {rows.Length} photographs are named right; with the network's own preprocessing {golds} are.");
        Assert.True(shared >= rows.Length - 1, $"{shared} of {rows.Length} answers are among the five first ones of the network with its own preprocessing.");

        PredictionEngine<Photograph, Scores> engine = _context.Model.CreatePredictionEngine<Photograph, Scores>(model);
        float[] alone = engine.Predict(rows[3]).Values;
        Assert.All(alone.Zip(scores[3]), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    private sealed class Photograph
    {
        public string Path { get; set; } = "";

        public int Class { get; set; }
    }

    private sealed class Scores
    {
        [ColumnName("squeezenet0_flatten0_reshape0")]
        public float[] Values { get; set; } = [];
    }
}

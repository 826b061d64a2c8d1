using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>
/// Damaged model zips load and score, or end in an error that says what is wrong. <c>MLNETDL_MUTATIONS</c> sets how many are tried of each model in each of three ways:
/// bytes of the zip, the description in a sound zip, an asset in a sound zip.
/// </summary>
public sealed class ModelMutationTests
{
    private readonly MLContext _ml = new(1);

    private static int Rounds => Mutations.Rounds(1700);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Kind { get; set; } = "";

        public bool Label { get; set; }

        public float Amount { get; set; }

        [VectorType(4)]
        public float[] Numbers { get; set; } = [0, 0, 0, 0];
    }

    public static TheoryData<string> Models => ["numbers", "text", "keys", "topics", "trees of steps"];

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Row
    {
        Text = i % 3 == 0 ? $"The quick fox number {i}" : "a lazy dog sleeps",
        Kind = "k" + i % 3,
        Label = i % 3 == 0,
        Amount = i,
        Numbers = [i, i * i % 7, i % 5 == 0 ? float.NaN : -i, 1f / (1 + i)],
    }).ToList());

    private IEstimator<ITransformer> Pipeline(string name)
    {
        TransformsCatalog t = _ml.Transforms;
        return name switch
        {
            "numbers" => t.ReplaceMissingValues("Numbers", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean).Append(t.NormalizeMinMax("A", "Numbers"))
                .Append(t.NormalizeBinning("B", "Numbers")).Append(t.NormalizeRobustScaling("C", "Numbers")).Append(t.NormalizeLogMeanVariance("D", "A")).Append(t.Concatenate("Features", "A", "B", "C", "D"))
                .Append(t.ProjectToPrincipalComponents("Few", "Features", rank: 3)).Append(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression()),
            "text" => t.Text.FeaturizeText("Features", "Text").Append(t.NormalizeLpNorm("Features")).Append(_ml.BinaryClassification.Trainers.SdcaLogisticRegression()),
            "keys" => t.Conversion.MapValueToKey("Key", "Kind").Append(t.Categorical.OneHotHashEncoding("Hashed", "Kind", numberOfBits: 4)).Append(t.Categorical.OneHotEncoding("Hot", "Kind"))
                .Append(t.Conversion.MapValue("Looked", new Dictionary<string, float> { ["k1"] = 1, ["k2"] = 2 }, "Kind")).Append(t.Concatenate("Features", "Hashed", "Hot", "Looked", "Amount"))
                .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key")).Append(t.Conversion.MapKeyToValue("Back", "PredictedLabel")),
            "topics" => t.Text.ProduceWordBags("Bag", "Text", ngramLength: 1).Append(t.Text.LatentDirichletAllocation("Topics", "Bag", numberOfTopics: 3, maximumNumberOfIterations: 5)),
            _ => t.Expression("Twice", "x => 2 * x", "Amount").Append(t.IndicateMissingValues("Missing", "Numbers")).Append(t.Conversion.ConvertType("Missing", outputKind: DataKind.Single))
                .Append(t.Concatenate("Features", "Twice", "Missing")).Append(t.ApproximatedKernelMap("Kernel", "Features", rank: 4)).Append(_ml.Clustering.Trainers.KMeans("Kernel", numberOfClusters: 3)),
        };
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void DamagedModelsScoreOrFailClearly(string name)
    {
        using MemoryStream saved = new();
        _ml.Model.Save(Pipeline(name).Fit(Data()), Data().Schema, saved);
        Dictionary<string, byte[]> entries = Entries(saved.ToArray());
        string[] assets = [.. entries.Keys.Where(k => k != "pipeline.json")];
        byte[] stored = Zip(entries);
        Assert.True(Survives(stored, name, 0));
        Random random = new(7);
        int failed = 0;
        for (int round = 0; round < Rounds; round++)
        {
            failed += Survives(Damage(stored, random), name, round) ? 0 : 1;
            failed += Survives(Zip(new(entries) { ["pipeline.json"] = Damage(entries["pipeline.json"], random) }), name, round) ? 0 : 1;
            if (assets.Length == 0) continue;
            string asset = assets[random.Next(assets.Length)];
            failed += Survives(Zip(new(entries) { [asset] = Damage(entries[asset], random) }), name, round) ? 0 : 1;
        }
        Assert.True(failed > Rounds / 4, $"{failed} of {3 * Rounds}");
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = (byte)"0,[]{}\"-9en:"[random.Next(12)]; break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 9), bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }

    private bool Survives(byte[] zip, string name, int round)
    {
        try
        {
            ITransformer model = _ml.Model.Load(new MemoryStream(zip), out _);
            model.Transform(Data()).Preview(8);
            return true;
        }
        catch (Exception error) when (IsClear(error))
        {
            return false;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{name}, round {round}: {error.GetType().Name} is no clear error", error);
        }
    }

    // Files are wrong (format), or a model that loads asks for columns or sizes that these rows do not have.
    private static bool IsClear(Exception error) => error is FormatException or ArgumentOutOfRangeException or InvalidOperationException
        || error.GetType() == typeof(ArgumentException);

    private static Dictionary<string, byte[]> Entries(byte[] zip)
    {
        using ZipArchive archive = new(new MemoryStream(zip));
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using MemoryStream content = new();
            using Stream stream = e.Open();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    private static byte[] Zip(Dictionary<string, byte[]> entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string entry, byte[] content) in entries)
                using (Stream target = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open()) target.Write(content);
        return stream.ToArray();
    }
}

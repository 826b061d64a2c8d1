using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class TextFeaturizingTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Title { get; set; } = "";
    }

    // The rows of ML.NET's documentation of FeaturizeText.
    private IDataView Data() => Data("ML.NET's FeaturizeText API uses a composition of several basic transforms to convert text into numeric features.",
        "This API can be used as a featurizer to perform text classification.", "There are a number of approaches to text classification.",
        "One of the simplest and most common approaches is called “Bag of Words”.", "Text classification can be used for a wide variety of tasks",
        "such as sentiment analysis, topic detection, intent identification etc.");

    private IDataView Data(params string[] texts) => _ml.Data.LoadFromEnumerable(texts.Select((text, i) => new Row { Text = text, Title = "t" + i }).ToList());

    [Fact]
    public void TheDocumentedExampleComesOut()
    {
        IDataView output = Run(_ml, _ml.Transforms.Text.FeaturizeText("Features", new TextFeaturizingEstimator.Options { WordFeatureExtractor = new WordBagEstimator.Options { NgramLength = 1 } }, "Text"), Data());
        float[] first = Rounded(output, "Features")[0];
        Assert.Equal(332, first.Length);
        Assert.Equal([.0857f, .0857f, .0857f, .0857f, .0857f, .0857f, .0857f, .0857f, .0857f, .1715f], first.Take(10));
        string[] names = SlotNames(output, "Features");
        Assert.Equal(["Char.<\u2402>|m|l", "Char.m|l|.", "Char.l|.|n"], names.Take(3));
        Assert.Equal("Word.ml.net's", names.First(name => name.StartsWith("Word", StringComparison.Ordinal)));
        Assert.Equal(["Text", "Title", "Features"], output.Schema.Where(column => !column.IsHidden).Select(column => column.Name));
        Assert.True(output.Schema["Features"].IsNormalized());
    }

    [Fact]
    public void ByDefaultWordsPairsOfWordsAndTripletsOfCharactersCount()
    {
        IDataView output = Run(_ml, _ml.Transforms.Text.FeaturizeText("Text"), Data("Ab ab. cd", "", "x"));
        string[] names = SlotNames(output, "Text");
        Assert.Equal(["Word.ab", "Word.ab|ab.", "Word.ab.", "Word.ab.|cd", "Word.cd", "Word.x"], names.Where(name => name.StartsWith("Word", StringComparison.Ordinal)));
        Assert.Equal(10, names.Count(name => name.StartsWith("Char", StringComparison.Ordinal)));
        float[] first = output.GetColumn<float[]>("Text").First();
        Assert.Equal(1, first.Where((_, i) => names[i].StartsWith("Word", StringComparison.Ordinal)).Sum(value => value * value), 1e-5f);
        Assert.Equal(1, first.Where((_, i) => names[i].StartsWith("Char", StringComparison.Ordinal)).Sum(value => value * value), 1e-5f);
        Assert.All(output.GetColumn<float[]>("Text").ElementAt(1), value => Assert.Equal(0, value));
    }

    [Fact]
    public void OptionsAreHeeded()
    {
        TextFeaturizingEstimator.Options options = new()
        {
            OutputTokensColumnName = "Tokens",
            StopWordsRemoverOptions = new StopWordsRemovingEstimator.Options(),
            KeepPunctuations = false,
            Norm = TextFeaturizingEstimator.NormFunction.L1,
            CharFeatureExtractor = null,
        };
        IDataView output = Run(_ml, _ml.Transforms.Text.FeaturizeText("F", options, "Text", "Title"), Data());
        Assert.Equal("mlnets featurizetext api uses composition basic transforms convert text numeric features t0", string.Join(" ", output.GetColumn<string[]>("Tokens").First()));
        Assert.All(output.GetColumn<float[]>("F"), row => Assert.Equal(1, row.Sum(), 1e-5f));
        Assert.Equal("mlnets", SlotNames(output, "F")[0]);

        options.StopWordsRemoverOptions = new CustomStopWordsRemovingEstimator.Options { StopWords = ["api", "text"] };
        options.Norm = TextFeaturizingEstimator.NormFunction.None;
        options.WordFeatureExtractor = null;
        options.CharFeatureExtractor = new WordBagEstimator.Options { NgramLength = 1, Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf };
        IDataView characters = Run(_ml, _ml.Transforms.Text.FeaturizeText("F", options, "Text"), Data());
        Assert.DoesNotContain("api", characters.GetColumn<string[]>("Tokens").First());
        Assert.False(characters.Schema["F"].IsNormalized());
        options.CharFeatureExtractor = null;
        Assert.Equal(["Text", "Title", "Tokens"], Run(_ml, _ml.Transforms.Text.FeaturizeText("F", options, "Text"), Data()).Schema.Where(column => !column.IsHidden).Select(column => column.Name));
        options.OutputTokensColumnName = null;
        Assert.Throws<ArgumentException>(() => _ml.Transforms.Text.FeaturizeText("F", options, "Text"));
    }

    [Fact]
    public void ColumnsOfTheNamesItUsesInBetweenAreNotTouched()
    {
        IDataView data = _ml.Transforms.CopyColumns("Text_TextNormalizer", "Title").Fit(Data()).Transform(Data());
        IDataView output = Run(_ml, _ml.Transforms.Text.FeaturizeText("F", "Text"), data);
        Assert.Equal("t0", output.GetColumn<string>("Text_TextNormalizer").First());
    }

    [SharedDataFact("datasets/sms-spam")]
    public void ShortMessagesBecomeVectors()
    {
        string[] texts = [.. File.ReadLines(Directory.GetFiles(SharedData.PathOf("datasets/sms-spam"), "SMSSpamCollection*").First()).Select(line => line[(line.IndexOf('\t') + 1)..])];
        IDataView data = _ml.Data.LoadFromEnumerable(texts.Select(text => new Row { Text = text }).ToList());
        IDataView output = _ml.Transforms.Text.FeaturizeText("F", "Text").Fit(data).Transform(data);
        string[] names = SlotNames(output, "F");
        Assert.Contains("Word.free", names);
        Assert.Contains("Word.call", names);
        Assert.Contains("Char.f|r|e", names);
        Assert.Equal(names.Length, names.Distinct().Count());
        foreach (VBuffer<float> row in output.GetColumn<VBuffer<float>>("F").Take(500))
        {
            Assert.Equal(names.Length, row.Length);
            Assert.False(row.IsDense);
            double norm = 0;
            foreach (float value in row.GetValues()) norm += value * value;
            Assert.InRange(norm, 0, 2.0001);
        }
    }
}

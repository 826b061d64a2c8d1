using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class TextTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string[] Texts { get; set; } = [];

        public float Number { get; set; }
    }

    private IDataView Data(params string[] texts) => _ml.Data.LoadFromEnumerable(texts.Select(text => new Row { Text = text, Texts = text.Split('/') }).ToList());

    [Fact]
    public void TextIsNormalizedAsDocumented()
    {
        IDataView data = Data("ML.NET's NormalizeText API changes the case of the TEXT and removes/keeps diâcrîtîcs, punctuations, and/or numbers (123).", "", "123/ü/½");
        IDataView output = Run(_ml, _ml.Transforms.Text.NormalizeText("N", "Text", keepPunctuations: false, keepNumbers: false)
            .Append(_ml.Transforms.Text.NormalizeText("V", "Texts", keepPunctuations: false, keepNumbers: false)), data);
        Assert.Equal(["mlnets normalizetext api changes the case of the text and removeskeeps diacritics punctuations andor numbers ", "", "u"], output.GetColumn<string>("N"));
        Assert.Equal([["mlnets normalizetext api changes the case of the text and removes", "keeps diacritics punctuations and", "or numbers "], [], ["u"]], output.GetColumn<string[]>("V"));
    }

    [Theory]
    [InlineData("Ägypten Çà Ñ", TextNormalizingEstimator.CaseMode.Upper, false, "AGYPTEN CA N")]
    [InlineData("Ägypten Çà Ñ", TextNormalizingEstimator.CaseMode.None, true, "Ägypten Çà Ñ")]
    [InlineData("Ägypten Çà Ñ", TextNormalizingEstimator.CaseMode.Lower, true, "ägypten çà ñ")]
    [InlineData("e\u0301ta\u0300 ёй Ά", TextNormalizingEstimator.CaseMode.Lower, false, "eta еи α")]
    public void CaseAndDiacritics(string text, TextNormalizingEstimator.CaseMode mode, bool keep, string expected)
        => Assert.Equal(expected, _ml.Transforms.Text.NormalizeText("N", "Text", mode, keepDiacritics: keep).Fit(Data(text)).Transform(Data(text)).GetColumn<string>("N").Single());

    [Fact]
    public void TextIsSplitIntoWords()
    {
        IDataView data = Data("  one two\tthree ", "", "a,b c", "one/two three");
        IDataView output = Run(_ml, _ml.Transforms.Text.TokenizeIntoWords("W", "Text").Append(_ml.Transforms.Text.TokenizeIntoWords("S", "Text", [',', ' ', '\t']))
            .Append(_ml.Transforms.Text.TokenizeIntoWords("V", "Texts")), data);
        Assert.Equal([["one", "two\tthree"], [], ["a,b", "c"], ["one/two", "three"]], output.GetColumn<string[]>("W"));
        Assert.Equal([["one", "two", "three"], [], ["a", "b", "c"], ["one/two", "three"]], output.GetColumn<string[]>("S"));
        Assert.Equal(["one", "two", "three"], output.GetColumn<string[]>("V").Last());
        Assert.Contains("'Number'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.TokenizeIntoWords("W", "Number").Fit(data)).Message);
        Assert.Throws<ArgumentException>(() => _ml.Transforms.Text.TokenizeIntoWords("W", "Text", []));
    }

    [Fact]
    public void TextIsSplitIntoCharacters()
    {
        IDataView data = Data("Ab c", "", "x/yz");
        IDataView output = Run(_ml, _ml.Transforms.Text.TokenizeIntoCharactersAsKeys("C", "Text", useMarkerCharacters: false).Append(_ml.Transforms.Text.TokenizeIntoCharactersAsKeys("M", "Texts"))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "C")), data);
        Assert.Equal([[65, 98, 32, 99], [], [120, 47, 121, 122]], output.GetColumn<ushort[]>("C"));
        Assert.Equal([2, 120, 3, 2, 121, 122, 3], output.GetColumn<ushort[]>("M").Last());
        Assert.Equal(["A", "b", "<\u2420>", "c"], output.GetColumn<string[]>("Back").First());
        string[] names = KeyValues(output, "C");
        Assert.Equal((65535, "<\u2402>", "<\u2421>", "<NEL>", "\\uD800", "<LSEP>"), (names.Length, names[1], names[0x7E], names[0x84], names[0xD7FF], names[0x2027]));
    }

    [Fact]
    public void StopWordsAreLeftOut()
    {
        IDataView data = Data("ML.NET's RemoveDefaultStopWords API removes stop words from tHe text/string. It requires the text/string to be tokenized beforehand.", "");
        IDataView output = Run(_ml, _ml.Transforms.Text.TokenizeIntoWords("W", "Text").Append(_ml.Transforms.Text.RemoveDefaultStopWords("D", "W"))
            .Append(_ml.Transforms.Text.RemoveStopWords("C", "W", "a", "THE", "from", "by")), data);
        Assert.Equal("ML.NET's,RemoveDefaultStopWords,API,removes,stop,words,text/string.,requires,text/string,tokenized,beforehand.", string.Join(",", output.GetColumn<string[]>("D").First()));
        Assert.Equal("ML.NET's,RemoveDefaultStopWords,API,removes,stop,words,text/string.,It,requires,text/string,to,be,tokenized,beforehand.", string.Join(",", output.GetColumn<string[]>("C").First()));
        Assert.Contains("a vector of text", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.RemoveDefaultStopWords("D", "Text").Fit(data)).Message);
    }

    [Theory]
    [InlineData(StopWordsRemovingEstimator.Language.French, "le chat et la souris", "chat souris")]
    [InlineData(StopWordsRemovingEstimator.Language.German, "Die Katze und der Hund", "Katze Hund")]
    [InlineData(StopWordsRemovingEstimator.Language.Dutch, "de kat en het huis", "kat huis")]
    [InlineData(StopWordsRemovingEstimator.Language.Danish, "katten og hunden", "katten hunden")]
    [InlineData(StopWordsRemovingEstimator.Language.Swedish, "katten och hunden", "katten hunden")]
    [InlineData(StopWordsRemovingEstimator.Language.Italian, "il gatto e la luna", "gatto luna")]
    [InlineData(StopWordsRemovingEstimator.Language.Spanish, "el gato y la luna", "gato luna")]
    [InlineData(StopWordsRemovingEstimator.Language.Portuguese, "o gato e a lua", "gato lua")]
    [InlineData(StopWordsRemovingEstimator.Language.Portuguese_Brazilian, "o gato e a lua", "gato lua")]
    [InlineData(StopWordsRemovingEstimator.Language.Norwegian_Bokmal, "katten og hunden", "katten hunden")]
    [InlineData(StopWordsRemovingEstimator.Language.Russian, "кошка и собака в доме", "кошка собака доме")]
    [InlineData(StopWordsRemovingEstimator.Language.Polish, "kot i pies w domu", "kot pies domu")]
    [InlineData(StopWordsRemovingEstimator.Language.Czech, "kočka a pes v domě", "kočka pes domě")]
    [InlineData(StopWordsRemovingEstimator.Language.Arabic, "القط في البيت", "القط البيت")]
    [InlineData(StopWordsRemovingEstimator.Language.Japanese, "猫 は 家 に いる", "猫 家")]
    public void EveryLanguageHasStopWords(StopWordsRemovingEstimator.Language language, string text, string left)
    {
        IDataView output = _ml.Transforms.Text.TokenizeIntoWords("W", "Text").Append(_ml.Transforms.Text.RemoveDefaultStopWords("W", language: language)).Fit(Data(text)).Transform(Data(text));
        Assert.Equal(left, string.Join(" ", output.GetColumn<string[]>("W").Single()));
    }

    [Fact]
    public void WordsBecomeTheirVectors()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "4 3\ngreat 1.0 2.0 3.0\nproduct -1.0 -2.0 -3.0\nlike -1 100.0 -100\nnothing\nshort 1 2\nbuy\t0 0  20 \nlike 7 7 7\n");
            IDataView data = Data("This is a great product. I would like to buy it again.", "unknown words", "");
            IDataView output = Run(_ml, _ml.Transforms.Text.NormalizeText("N", "Text").Append(_ml.Transforms.Text.TokenizeIntoWords("W", "N"))
                .Append(_ml.Transforms.Text.ApplyWordEmbedding("V", file, "W")), data);
            Assert.Equal([-1, 0, -100, 0, 34, -25.6667f, 1, 100, 20], Rounded(output, "V")[0]);
            Assert.Equal([float.MaxValue, float.MaxValue, float.MaxValue, 0, 0, 0, float.MinValue, float.MinValue, float.MinValue], output.GetColumn<float[]>("V").Last());
            File.WriteAllText(file, "no numbers here\n");
            Assert.Contains(file, Assert.Throws<FormatException>(() => _ml.Transforms.Text.ApplyWordEmbedding("V", file, "Texts").Fit(data)).Message);
        }
        finally
        {
            File.Delete(file);
        }
        string missing = Assert.Throws<FileNotFoundException>(() => _ml.Transforms.Text.ApplyWordEmbedding("V", "Texts", WordEmbeddingEstimator.PretrainedModelKind.GloVe50D)).Message;
        Assert.Contains("glove.6B.50d.txt", missing);
        Assert.Contains("MLNETDL_HOME", missing);
    }
}

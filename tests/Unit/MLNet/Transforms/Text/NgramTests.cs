using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class NgramTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Other { get; set; } = "";

        [KeyType(4)]
        public uint[] Keys { get; set; } = [];
    }

    private IDataView Data(params string[] texts) => _ml.Data.LoadFromEnumerable(texts.Select((text, i) => new Row { Text = text, Other = i == 0 ? "other words" : "", Keys = [1, 2, 4, 0] }).ToList());

    private IEstimator<ITransformer> Words(string output) => _ml.Transforms.Text.TokenizeIntoWords(output, "Text").Append(_ml.Transforms.Conversion.MapValueToKey(output));

    private static readonly string[] Documented =
    [
        "This is an example to compute n-grams.", "N-gram is a sequence of 'N' consecutive words/tokens.", "ML.NET's ProduceNgrams API produces vector of n-grams.",
        "Each position in the vector corresponds to a particular n-gram.", "The value at each position corresponds to,", "the number of times n-gram occurred in the data (Tf), or",
        "the inverse of the number of documents that contain the n-gram (Idf),", "or compute both and multiply together (Tf-Idf).",
    ];

    [Fact]
    public void TheDocumentedNgramsComeOut()
    {
        IDataView data = Data(Documented);
        IDataView output = Run(_ml, Words("Tokens").Append(_ml.Transforms.Text.ProduceNgrams("F", "Tokens", ngramLength: 3, useAllLengths: false)), data);
        Assert.Equal(52, ((VectorDataViewType)output.Schema["F"].Type).Size);
        Assert.Equal("This|is|an is|an|example an|example|to example|to|compute to|compute|n-grams. N-gram|is|a is|a|sequence a|sequence|of sequence|of|'N' of|'N'|consecutive",
            string.Join(" ", SlotNames(output, "F").Take(10)));
        Assert.Equal([1f, 1, 1, 1, 1, 0, 0, 0, 0, 0], output.GetColumn<float[]>("F").First().Take(10));
        Assert.False(output.GetColumn<VBuffer<float>>("F").First().IsDense);
    }

    [Fact]
    public void LengthsSkipsAndLimits()
    {
        IDataView data = Data("a b c a b", "c", "");
        Assert.Equal("a a|b b b|c c c|a", Names(_ml.Transforms.Text.ProduceNgrams("F", "K")));
        Assert.Equal("a a|b a|c b b|c b|a c c|a c|b", Names(_ml.Transforms.Text.ProduceNgrams("F", "K", 2, skipLength: 1)));
        Assert.Equal("a|b|c a|b|a a|c|a b|c|a b|c|b b|a|b c|a|b", Names(_ml.Transforms.Text.ProduceNgrams("F", "K", 3, skipLength: 1, useAllLengths: false)));
        Assert.Equal("a a|b b b|c", Names(_ml.Transforms.Text.ProduceNgrams("F", "K", maximumNgramsCount: 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ProduceNgrams("F", "K", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ProduceNgrams("F", "K", 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ProduceNgrams("F", "K", 8, 3));
        Assert.Contains("'Text'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ProduceNgrams("F", "Text").Fit(data)).Message);

        string Names(IEstimator<ITransformer> ngrams) => string.Join(" ", SlotNames(Run(_ml, Words("K").Append(ngrams), data), "F"));
    }

    [Fact]
    public void WeightsAreFrequenciesAndTheirInverses()
    {
        IDataView data = Data("a b a", "a", "c d e f g h i");
        foreach ((NgramExtractingEstimator.WeightingCriteria weighting, float a, float b) in new[]
        {
            (NgramExtractingEstimator.WeightingCriteria.Tf, 2f, 1f),
            (NgramExtractingEstimator.WeightingCriteria.Idf, MathF.Log(3 / 2f), MathF.Log(3)),
            (NgramExtractingEstimator.WeightingCriteria.TfIdf, 2 * MathF.Log(3 / 2f), MathF.Log(3)),
        })
        {
            float[] first = Run(_ml, Words("K").Append(_ml.Transforms.Text.ProduceNgrams("F", "K", 1, weighting: weighting)), data).GetColumn<float[]>("F").First();
            Assert.Equal(a, first[0], 1e-6f);
            Assert.Equal(b, first[1], 1e-6f);
            // Few slots in all make a dense vector of the same numbers.
            IDataView few = Data("a b a", "a", "");
            Assert.Equal([a, b], Words("K").Append(_ml.Transforms.Text.ProduceNgrams("F", "K", 1, weighting: weighting)).Fit(few).Transform(few).GetColumn<float[]>("F").First(), (x, y) => Math.Abs(x - y) < 1e-6);
        }
    }

    [Fact]
    public void MissingKeysAreStarsAndUnseenOnesAreNothing()
    {
        IDataView data = Data("x");
        IDataView output = Run(_ml, _ml.Transforms.Text.ProduceNgrams("F", "Keys"), data);
        Assert.Equal([1f, 1, 1, 1, 1, 1, 1], output.GetColumn<float[]>("F").Single());
        ITransformer model = _ml.Transforms.Text.ProduceWordBags("F", "Text").Fit(Data("a b", "c"));
        Assert.Equal([0f, 0, 1, 0], model.Transform(Data("never b")).GetColumn<float[]>("F").Single());
        IDataView limited = _ml.Transforms.Text.ProduceWordBags("F", "Text", maximumNgramsCount: 2).Fit(Data("a b c")).Transform(Data("a b c"));
        Assert.Equal("a a|b b b|*", string.Join(" ", SlotNames(limited, "F")));
        IDataView empty = Run(_ml, _ml.Transforms.Text.TokenizeIntoCharactersAsKeys("C", "Text").Append(_ml.Transforms.Text.ProduceNgrams("F", "C")), Data("", ""));
        Assert.All(empty.GetColumn<float[]>("F"), row => Assert.Equal([0f], row));
    }

    [Fact]
    public void WordBagsCountWords()
    {
        IDataView data = Data("This is an example to compute bag-of-word features.", "ML.NET's ProduceWordBags API produces bag-of-word features from input text.",
            "It does so by first tokenizing text/string into words/tokens then ", "computing n-grams and their numeric values.", "Each position in the output vector corresponds to a particular n-gram.",
            "The value at each position corresponds to,", "the number of times n-gram occurred in the data (Tf), or", "the inverse of the number of documents contain the n-gram (Idf),",
            "or compute both and multiply together (Tf-Idf).");
        IDataView output = Run(_ml, _ml.Transforms.Text.ProduceWordBags("F", "Text", ngramLength: 3, useAllLengths: false), data);
        Assert.Equal(61, ((VectorDataViewType)output.Schema["F"].Type).Size);
        Assert.Equal("This|is|an is|an|example an|example|to example|to|compute to|compute|bag-of-word compute|bag-of-word|features. ML.NET's|ProduceWordBags|API",
            string.Join(" ", SlotNames(output, "F").Take(7)));
        IDataView both = Run(_ml, _ml.Transforms.Text.ProduceWordBags("F", ["Text", "Other"], 1), Data("a b", "b"));
        Assert.Equal("a b other words", string.Join(" ", SlotNames(both, "F")));
        IDataView expanded = Run(_ml, _ml.Transforms.Text.ProduceWordBags("F", ';', ':', "Text"), Data("cat:2;dog;cat:1", "dog:3"));
        Assert.Equal([[3, 1], [0, 3]], expanded.GetColumn<float[]>("F"));
        Assert.Contains("'cat:x'", Assert.Throws<FormatException>(() => _ml.Transforms.Text.ProduceWordBags("F", ';', ':', "Text").Fit(Data("cat:x"))).Message);
    }

    [Fact]
    public void HashedNgramsFallOnSlotsThatRememberThem()
    {
        IDataView data = Data("a b a", "b", "");
        IDataView output = Run(_ml, Words("K").Append(_ml.Transforms.Text.ProduceHashedNgrams("F", "K", 10, maximumNumberOfInverts: -1))
            .Append(_ml.Transforms.Text.ProduceHashedNgrams("R", "K", 10, 1, useOrderedHashing: false)).Append(_ml.Transforms.Text.ProduceHashedNgrams("L", ["K", "Keys"], 10, useAllLengths: false, maximumNumberOfInverts: -1)), data);
        string[] names = SlotNames(output, "F");
        float[] first = output.GetColumn<float[]>("F").First();
        Assert.Equal("a 2,a|b 1,b 1,b|a 1", string.Join(",", names.Select((name, slot) => (name, first[slot])).Where(pair => pair.name.Length > 0).OrderBy(pair => pair.name, StringComparer.Ordinal).Select(pair => $"{pair.name} {pair.Item2}")));
        // Without order, and without hashing again, a key is its own slot.
        Assert.Equal((2f, 1f), (output.GetColumn<float[]>("R").First()[1], output.GetColumn<float[]>("R").First()[2]));
        Assert.Equal("K:a|b K:b|a Keys:1|2 Keys:2|4 Keys:4|", string.Join(" ", SlotNames(output, "L").Where(name => name.Length > 0).Order(StringComparer.Ordinal)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ProduceHashedNgrams("F", "K", 31));
    }

    [Fact]
    public void HashedWordBagsNeedNoVocabulary()
    {
        IDataView data = Data("a b a", "b", "");
        IDataView output = Run(_ml, _ml.Transforms.Text.ProduceHashedWordBags("F", ["Text", "Other"], 12, maximumNumberOfInverts: -1).Append(_ml.Transforms.Text.ProduceHashedWordBags("G", "Text", 12, 2)), data);
        Assert.Equal("Other:other Other:words Text:a Text:b", string.Join(" ", SlotNames(output, "F").Where(name => name.Length > 0).Order(StringComparer.Ordinal)));
        Assert.Equal([5f, 1, 0], output.GetColumn<float[]>("F").Select(row => row.Sum()));
        Assert.Equal([5f, 1, 0], output.GetColumn<float[]>("G").Select(row => row.Sum()));
        Assert.Equal(["Text", "Other", "Keys", "F", "G"], output.Schema.Where(column => !column.IsHidden).Select(column => column.Name));
    }
}

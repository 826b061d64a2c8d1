using System.Globalization;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Transfer;

public sealed class EmbeddingMapTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void ComponentsAreTheDirectionsOfMostVariance()
    {
        // Along (3, 4) / 5 and (-4, 3) / 5 of the last two numbers, by 10 and by 1; the first is always 7.
        float[][] rows = [.. from a in new[] { -10, 0, 10 } from b in new[] { -1, 1 } select new[] { 7, (3 * a - 4 * b) / 5f, (4 * a + 3 * b) / 5f }];
        EmbeddingMap map = EmbeddingMap.Of(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(10 * (i / 2 - 1), map.X[i], 1e-4);
            Assert.Equal(1, Math.Abs(map.Y[i]), 1e-4);
            Assert.Equal(map.Y[i & 1], map.Y[i], 1e-4);
        }
        Assert.Equal(400 / 406.0, map.Explained.X, 1e-5);
        Assert.Equal(6 / 406.0, map.Explained.Y, 1e-5);
    }

    [Fact]
    public void RowsThatDoNotDifferLieInOnePlace()
    {
        EmbeddingMap map = EmbeddingMap.Of([[1, 2], [1, 2], [1, 2]]);
        Assert.All(map.X.Concat(map.Y), v => Assert.Equal(0, v));
        Assert.Empty(EmbeddingMap.Of([]).X);
        Assert.Throws<ArgumentException>(() => EmbeddingMap.Of([[1], [1, 2]]));
    }

    [Fact]
    public void ThePageShowsEachPictureInTheColourOfItsClass()
    {
        EmbeddingMap map = EmbeddingMap.Of([[1, 0], [0, 1], [2, 5]]);
        string page = EmbeddingPage.ToText("Features", map, [new("a.jpg", "cat"), new("b<.jpg", "dog"), new("c.jpg", "cat")]);
        string[] circles = [.. page.Split("<circle ").Skip(1)];
        Assert.Equal(3, circles.Length);
        string Fill(string circle) => circle.Split("fill=\"")[1].Split('"')[0];
        Assert.Equal(Fill(circles[0]), Fill(circles[2]));
        Assert.NotEqual(Fill(circles[0]), Fill(circles[1]));
        Assert.Contains("b&lt;.jpg (dog)", page);
        Assert.Throws<ArgumentException>(() => EmbeddingPage.ToText("Features", map, [new("a.jpg", "cat")]));
    }

    [Fact]
    public void TheFileHasNamesLabelsAndNumbersThatReadBack()
    {
        EmbeddingMap.WriteCsv(_file, ["a, \"b\".jpg", "c.jpg"], ["cat", "dog"], [[0.1f, -2e-9f], [3, float.MaxValue]]);
        string[] lines = File.ReadAllLines(_file);
        Assert.Equal("name,label,f0,f1", lines[0]);
        Assert.StartsWith("\"a, \"\"b\"\".jpg\",cat,", lines[1]);
        Assert.Equal([0.1f, -2e-9f], lines[1].Split(',')[^2..].Select(v => float.Parse(v, CultureInfo.InvariantCulture)));
        Assert.Equal(3, lines.Length);
    }
}

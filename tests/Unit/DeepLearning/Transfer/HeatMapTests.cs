using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Transfer;

public class HeatMapTests
{
    private const int Pixels = 32;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void GradCamIsHotWhereTheClassIs(int classIndex)
    {
        HeatMap map = HeatMap.Of(RedOrBlue(pooled: true), RedLeftBlueRight(), classIndex);
        Assert.Equal("Grad-CAM", map.Method);
        Assert.Equal((8, 8), (map.Rows, map.Columns));
        CheckHalf(map, classIndex);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void OcclusionIsHotWhereTheClassIsAndStandsInWithoutAFeatureMap(int classIndex)
    {
        HeatMap map = HeatMap.Of(RedOrBlue(pooled: false), RedLeftBlueRight(), classIndex);
        Assert.Equal("occlusion", map.Method);
        CheckHalf(map, classIndex);
        CheckHalf(HeatMap.Occlude(RedOrBlue(pooled: true), RedLeftBlueRight(), classIndex), classIndex);
    }

    [Fact]
    public void MarginsThatTheNetworkCutsOffHaveNoHeat()
    {
        HeatMap map = HeatMap.Of(RedOrBlue(pooled: true, margin: 8), RedLeftBlueRight(), 0);
        Assert.Equal((0.5, 0.5), (map.Across, map.Down));
        Assert.Equal(0, map.At(0.1, 0.5));
        Assert.True(map.At(0.3, 0.5) > 0.9f);
    }

    [Fact]
    public void TheMapLiesOverThePictureInItsOwnSize()
    {
        var map = new HeatMap(1, 2, [1, 0], "Grad-CAM");
        var picture = new Image(60, 30, PixelFormat.Rgb24, [.. Enumerable.Repeat((byte)100, 60 * 30 * 3)]);
        Image drawn = map.Draw(picture, new ImagePreprocessing(Pixels, Pixels) { Fit = PictureFit.Crop });
        Assert.Equal((60, 30), (drawn.Width, drawn.Height));
        // Cut off, hot, cold: red at first, grey where there is no heat.
        Assert.Equal([100, 100, 100], drawn.Row(15)[..3].ToArray());
        Assert.True(drawn.Row(15)[18 * 3] > 180 && drawn.Row(15)[18 * 3 + 2] < 60);
        Assert.Equal([100, 100, 100], drawn.Row(15)[(59 * 3)..].ToArray());
        Assert.Equal(100, picture.Pixels[15 * 180 + 54]);
    }

    [Fact]
    public void NothingSpeaksForAClassThatAPictureLacks()
    {
        Assert.All(HeatMap.Of(RedOrBlue(pooled: true), new Tensor(ElementType.Float32, [1, 3, Pixels, Pixels]), 0).Values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void MistakesAreExplained()
    {
        Assert.Contains("class", Assert.Throws<ArgumentException>(() => HeatMap.Of(RedOrBlue(pooled: true), RedLeftBlueRight(), 2)).Message);
        Assert.Contains("no output 'Scores', but 'Score'", Assert.Throws<ArgumentException>(() => HeatMap.Of(RedOrBlue(pooled: true), RedLeftBlueRight(), 0, "Scores")).Message);
        Assert.Contains("One picture", Assert.Throws<ArgumentException>(() => HeatMap.Of(RedOrBlue(pooled: true), new Tensor(ElementType.Float32, [2, 3, Pixels, Pixels]), 0)).Message);
    }

    private static void CheckHalf(HeatMap map, int classIndex)
    {
        double own = classIndex == 0 ? 0.25 : 0.75;
        Assert.Equal(1, map.Values.Max());
        Assert.True(map.At(own, 0.5) > 0.8, $"{map.At(own, 0.5)} where the class is");
        Assert.True(map.At(1 - own, 0.5) < 0.1, $"{map.At(1 - own, 0.5)} elsewhere");
    }

    // Class 0 is how much red there is, class 1 how much blue.
    private static Graph RedOrBlue(bool pooled, int margin = 0)
    {
        var graph = new Graph();
        Value x = graph.Input("Pixels", ElementType.Float32, ["N", 3, Pixels, Pixels]);
        if (margin > 0) x = x.Slice([margin, margin], [Pixels - margin, Pixels - margin], [2, 3]);
        Value means;
        if (pooled)
        {
            var kernel = new Tensor(ElementType.Float32, [2, 3, 4, 4]);
            kernel.AsSpan<float>()[..16].Fill(1);
            kernel.AsSpan<float>()[(16 * 5)..].Fill(1);
            means = x.Graph.Add(new Conv(Strides: [4, 4]), x, graph.Constant(kernel)).Relu().GlobalAveragePool().Flatten();
        }
        else
        {
            var weights = new Tensor(ElementType.Float32, [3 * Pixels * Pixels, 2]);
            for (int i = 0; i < Pixels * Pixels; i++)
            {
                weights.AsSpan<float>()[2 * i] = 0.01f;
                weights.AsSpan<float>()[2 * (2 * Pixels * Pixels + i) + 1] = 0.01f;
            }
            means = x.Graph.Add(new Flatten(), x).MatMul(graph.Constant(weights));
        }
        graph.Output("Score", means.Softmax(-1));
        return graph;
    }

    private static Tensor RedLeftBlueRight()
    {
        var pixels = new Tensor(ElementType.Float32, [1, 3, Pixels, Pixels]);
        for (int y = 0; y < Pixels; y++)
        {
            pixels.AsSpan<float>().Slice(y * Pixels, Pixels / 2).Fill(1);
            pixels.AsSpan<float>().Slice((2 * Pixels + y) * Pixels + Pixels / 2, Pixels / 2).Fill(1);
        }
        return pixels;
    }
}

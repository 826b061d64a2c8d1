using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Scoring;

public sealed class ScoringResultTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.txt");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void LogitsBecomeProbabilitiesAndProbabilitiesStay()
    {
        Assert.Equal([0.2f, 0.8f], ClassScores.Probabilities([0.2f, 0.8f], out bool softmax));
        Assert.False(softmax);
        float[] probabilities = ClassScores.Probabilities([1000, 1000, 1000 + MathF.Log(2)], out softmax);
        Assert.True(softmax);
        Assert.Equal([0.25f, 0.25f, 0.5f], probabilities.Select(p => MathF.Round(p, 4)));
        Assert.Equal([(2, 0.5f), (0, 0.25f)], ClassScores.Top([0.25f, 0.25f, 0.5f], 2));
    }

    [Fact]
    public void LabelsAreReadInEachOfTheirForms()
    {
        Assert.Equal("dog", Labels("cat\ndog\n\n")[1]);
        Assert.Equal("dog", Labels("0:cat\n1:dog\n")[1]);
        Assert.Equal("tabby", Labels("n02123045 tabby, tabby cat\nn02123159 tiger cat\n")[0]);
        Assert.Equal("class 7", Labels("a\nb")[7]);
        Assert.Throws<FormatException>(() => Labels("\n\n"));
        Assert.Equal((80, 20), (ClassLabels.Coco.Count, ClassLabels.Voc.Count));
        Assert.Equal("toothbrush", ClassLabels.Coco[79]);
        Assert.Equal("person", ClassLabels.Voc[14]);
        Assert.Equal("b", ClassLabels.FromMetadata(new Dictionary<string, string> { ["labels"] = "a\nb" })![1]);
        Assert.Equal("it's", ClassLabels.FromMetadata(new Dictionary<string, string> { ["names"] = "{0: 'cat', 1: \"it's\"}" })![1]);
        Assert.Null(ClassLabels.FromMetadata(new Dictionary<string, string> { ["names"] = "{3: 'cat'}" }));
    }

    [Fact]
    public void ABackgroundClassIsAllowedFor()
    {
        var labels = new ClassLabels(["cat", "dog"]);
        Assert.Same(labels, labels.For(2));
        Assert.Equal("cat", labels.For(3)[1]);
        Assert.Equal("cat", new ClassLabels(["background", "cat", "dog"]).For(2)[0]);
        Assert.Contains("2 labels", Assert.Throws<ArgumentException>(() => labels.For(10)).Message);
    }

    [Fact]
    public void MapsAreReadInEachOfTheirForms()
    {
        int[] expected = [0, 1, 2, 1, 0, 2];
        var planes = new float[3 * 6];
        var pixels = new float[3 * 6];
        for (int i = 0; i < 6; i++) planes[expected[i] * 6 + i] = pixels[i * 3 + expected[i]] = 1;
        Assert.Equal(expected, ClassMap.Read(new ModelOutput("out", [1, 3, 2, 3], planes), 30, 20).Classes);
        Assert.Equal(expected, ClassMap.Read(new ModelOutput("out", [1, 2, 3, 3], pixels), 30, 20).Classes);
        Assert.Equal(expected, ClassMap.Read(new ModelOutput("out", [1, 2, 3], [.. expected.Select(c => (float)c)]), 30, 20).Classes);
        Assert.Equal([0, 1], ClassMap.Read(new ModelOutput("out", [1, 1, 1, 2], [0.4f, 0.6f]), 2, 1).Classes);
        Assert.Equal([0, 1], ClassMap.Read(new ModelOutput("out", [1, 1, 1, 2], [-3.5f, 0.25f]), 2, 1).Classes);
        // Rows and columns that the model leaves open.
        Assert.Equal(expected, ClassMap.Read(new ModelOutput("out", [1, 3, 6], planes), 6, 4).Classes);
        Assert.Throws<ArgumentException>(() => ClassMap.Read(new ModelOutput("prob", [1, 1000], new float[1000]), 224, 224));
    }

    [Fact]
    public void AMapGoesBackToThePicture()
    {
        var map = new ClassMap(2, 2, [0, 1, 2, 3], 4);
        Assert.Equal([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3], map.ToPicture(new PictureFrame(new ImagePreprocessing(2, 2), 4, 4)));
        // Of a picture twice as wide as high the crop shows the middle.
        Assert.Equal([-1, 0, 1, -1, -1, 2, 3, -1], map.ToPicture(new PictureFrame(new ImagePreprocessing(2, 2) { Fit = PictureFit.Crop }, 4, 2)));
    }

    [Fact]
    public void OpenDimensionsFollowFromTheNumbers()
    {
        Assert.Equal([1, 25, 4], ModelOutput.Of(new ModelTensor("boxes", ElementType.Float32, [null, null, 4]), new float[100]).Dims);
        Assert.Equal([1, 100], ModelOutput.Of(new ModelTensor("prob", ElementType.Float32, [null, 100]), new float[100]).Dims);
        Assert.Equal([1, 3, 24], ModelOutput.Of(new ModelTensor("map", ElementType.Float32, [null, 3, null, null]), new float[72]).Dims);
    }

    private ClassLabels Labels(string text)
    {
        File.WriteAllText(_file, text);
        return ClassLabels.Load(_file);
    }
}

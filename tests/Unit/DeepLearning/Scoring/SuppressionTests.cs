using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Scoring;

public class SuppressionTests
{
    [Fact]
    public void OverlapIsTheSharedPartOfTheUnion()
    {
        Assert.Equal(1, Box.Overlap(new Box(0, 0, 2, 2), new Box(0, 0, 2, 2)));
        Assert.Equal(1f / 7, Box.Overlap(new Box(0, 0, 2, 2), new Box(1, 1, 3, 3)), 1e-6f);
        Assert.Equal(0, Box.Overlap(new Box(0, 0, 2, 2), new Box(2, 0, 4, 2)));
        Assert.Equal(0.25f, Box.Overlap(new Box(0, 0, 4, 4), new Box(1, 1, 3, 3)), 1e-6f);
    }

    [Fact]
    public void OfOverlappingBoxesOfAClassTheSurestStays()
    {
        Detection weak = new(new Box(0, 0, 10, 10), 0, 0.6f), strong = new(new Box(1, 0, 11, 10), 0, 0.9f), other = new(new Box(0, 0, 10, 10), 1, 0.5f), far = new(new Box(50, 50, 60, 60), 0, 0.3f);
        Assert.Equal([strong, other, far], NonMaximumSuppression.Keep([weak, strong, other, far]));
        Assert.Equal([strong, weak, other, far], NonMaximumSuppression.Keep([weak, strong, other, far], overlap: 0.9f));
        Assert.Equal([strong], NonMaximumSuppression.Keep([weak, strong, other, far], most: 1));
        Assert.Equal([far], NonMaximumSuppression.Keep([far, weak with { Score = float.NaN }]));
    }

    [Fact]
    public void BoxesGoBackToThePictureAsItWasFitted()
    {
        var form = new ImagePreprocessing(200, 100);
        Box whole = new(0, 0, 1, 1), middle = new(0.25f, 0.25f, 0.75f, 0.75f);
        Assert.Equal(new Box(0, 0, 400, 400), new PictureFrame(form with { Fit = PictureFit.Stretch }, 400, 400).ToPicture(whole));
        // A square picture lies in the middle half of an input twice as wide as high.
        Assert.Equal(new Box(0, 100, 400, 300), new PictureFrame(form with { Fit = PictureFit.Letterbox }, 400, 400).ToPicture(middle));
        // Cropped, only the middle half of its rows is left.
        Assert.Equal(new Box(0, 100, 400, 300), new PictureFrame(form with { Fit = PictureFit.Crop }, 400, 400).ToPicture(whole));
        Assert.Equal(new Box(100, 150, 300, 250), new PictureFrame(form with { Fit = PictureFit.Crop, Part = 0.5 }, 400, 400).ToPicture(whole));
        foreach (PictureFit fit in Enum.GetValues<PictureFit>())
        {
            var frame = new PictureFrame(form with { Fit = fit }, 300, 400);
            (double x, double y) = frame.ToInput(150, 200);
            Box back = frame.ToPicture(new Box((float)x, (float)y, (float)x, (float)y));
            Assert.Equal(150.5f, back.Left, 1e-3f);
            Assert.Equal(200.5f, back.Top, 1e-3f);
        }
    }
}

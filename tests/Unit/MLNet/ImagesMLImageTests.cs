using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ImagesMLImageTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-images-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Saved(Image image, string name)
    {
        string path = Path.Combine(_folder, name);
        image.Save(path);
        return path;
    }

    [Fact]
    public void PixelsStayAsTheyWereGiven()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8];
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, pixels);
        Assert.Equal((2, 1, 32, MLPixelFormat.Bgra32), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        pixels[0] = 99;
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], image.Pixels.ToArray());
        Assert.Equal([1, 2, 3, 5, 6, 7], image.GetBGRPixels);
        Assert.Equal([3, 2, 1], MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [1, 2, 3, 4]).GetBGRPixels);
        Assert.Null(image.Tag);
        image.Tag = "kept";
        image.Dispose();
        Assert.Equal((2, "kept", 8), (image.Width, image.Tag, image.Pixels.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(23)]
    public void FilesOfAnyWidthGiveBlueGreenRedAlpha(int width)
    {
        Image source = new(width, 3, PixelFormat.Rgb24);
        for (int i = 0; i < source.Pixels.Length; i++) source.Pixels[i] = (byte)(i * 7);
        MLImage image = MLImage.CreateFromFile(Saved(source, "colors.png"));
        Assert.Equal((width, 3, MLPixelFormat.Bgra32), (image.Width, image.Height, image.PixelFormat));
        byte[] expected = [.. source.Pixels.Chunk(3).SelectMany(rgb => new byte[] { rgb[2], rgb[1], rgb[0], 255 })];
        Assert.Equal(expected, image.Pixels.ToArray());
        Assert.Equal([.. source.Pixels.Chunk(3).SelectMany(rgb => rgb.Reverse())], image.GetBGRPixels);
        using FileStream stream = File.OpenRead(Path.Combine(_folder, "colors.png"));
        Assert.Equal(expected, MLImage.CreateFromStream(stream).Pixels.ToArray());
        using MemoryStream memory = new(File.ReadAllBytes(Path.Combine(_folder, "colors.png")), 0, (int)stream.Length, false, publiclyVisible: true);
        Assert.Equal(expected, MLImage.CreateFromStream(memory).Pixels.ToArray());
    }

    [Fact]
    public void GreyFilesGiveThreeEqualColors()
    {
        MLImage image = MLImage.CreateFromFile(Saved(new Image(2, 1, PixelFormat.Gray8, [0, 200]), "grey.png"));
        Assert.Equal([0, 0, 0, 255, 200, 200, 200, 255], image.Pixels.ToArray());
        Assert.Equal([0, 0, 0, 200, 200, 200], image.GetBGRPixels);
    }

    [Fact]
    public void WhatIsTransparentInAFileLiesOnBlackAndIsSavedAsItWas()
    {
        string path = Saved(new Image(3, 1, PixelFormat.Rgba32, [200, 100, 50, 255, 200, 100, 50, 128, 200, 100, 50, 0]), "alpha.png");
        MLImage image = MLImage.CreateFromFile(path);
        Assert.Equal(MLPixelFormat.Rgba32, image.PixelFormat);
        Assert.Equal([200, 100, 50, 255, 100, 50, 25, 128, 0, 0, 0, 0], image.Pixels.ToArray());
        string copy = Path.Combine(_folder, "copy.png");
        image.Save(copy);
        Assert.Equal([200, 100, 50, 255, 199, 100, 50, 128, 0, 0, 0, 0], Image.Load(copy).Pixels);
    }

    [Fact]
    public void ImagesAreSavedByExtension()
    {
        MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [10, 20, 30, 255]);
        string png = Path.Combine(_folder, "a.PNG"), jpeg = Path.Combine(_folder, "a.jpg");
        image.Save(png);
        image.Save(jpeg);
        Assert.Equal([10, 20, 30], MLImage.CreateFromFile(png).GetBGRPixels);
        foreach ((byte was, byte now) in new byte[] { 10, 20, 30 }.Zip(MLImage.CreateFromFile(jpeg).GetBGRPixels)) Assert.InRange(now, was - 2, was + 2);
        Assert.Contains(".webp", Assert.Throws<ArgumentException>(() => image.Save(Path.Combine(_folder, "a.webp"))).Message);
    }

    [Fact]
    public void WrongInputsAreExplained()
    {
        Assert.Contains("takes 8 bytes, there are 7", Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, new byte[7])).Message);
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, -1, MLPixelFormat.Bgra32, []));
        string text = Path.Combine(_folder, "text.jpg");
        File.WriteAllText(text, "no image at all");
        Assert.Contains("text.jpg", Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(text)).Message);
        Assert.Contains("no image at all", Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream("no image at all"u8.ToArray()))).Message);
        Assert.Throws<FileNotFoundException>(() => MLImage.CreateFromFile(Path.Combine(_folder, "none.png")));
    }

    private sealed class Picture
    {
        [ImageType(1, 2)]
        public MLImage? Image { get; set; }

        [ImageType]
        public MLImage? Other { get; set; }
    }

    private sealed class Unmarked
    {
        public MLImage? Image { get; set; }
    }

    private static MLImage Of(byte value) => MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [value, value, value, 255, value, value, value, 255]);

    [Fact]
    public void ObjectsWithImagesAreReadLazilyAndRepeatedly()
    {
        int made = 0;
        IEnumerable<Picture> Make()
        {
            for (byte i = 0; i < 3; i++)
            {
                made++;
                yield return new Picture { Image = Of(i) };
            }
        }
        IDataView data = _ml.Data.LoadFromEnumerable(Make());
        Assert.Equal(0, made);
        Assert.Equal("Image<1, 2>", data.Schema["Image"].Type.ToString());
        Assert.Equal("Image", data.Schema["Other"].Type.ToString());
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            Picture[] read = [.. _ml.Data.CreateEnumerable<Picture>(data, reuseRowObject: false)];
            Assert.Equal([0, 1, 2], read.Select(picture => picture.Image!.Pixels[0]));
            Assert.All(read, picture => Assert.Null(picture.Other));
            Assert.Equal(3 * epoch, made);
        }
    }

    [Fact]
    public void AnImageMemberNeedsItsAttribute()
        => Assert.Contains("Unmarked.Image", Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromEnumerable(new Unmarked[1])).Message);

    [Fact]
    public void ImageTypesAreEqualBySize()
    {
        Assert.Equal(new ImageDataViewType(2, 3), (DataViewType)new ImageDataViewType(2, 3));
        Assert.Equal(new ImageDataViewType(2, 3).GetHashCode(), new ImageDataViewType(2, 3).GetHashCode());
        Assert.False(new ImageDataViewType(2, 3).Equals((DataViewType)new ImageDataViewType(3, 2)));
        Assert.False(new ImageDataViewType().Equals((DataViewType)new ImageDataViewType(3, 2)));
        Assert.True(new ImageTypeAttribute(2, 3).Equals((DataViewTypeAttribute)new ImageTypeAttribute(2, 3)));
        Assert.False(new ImageTypeAttribute(2, 3).Equals((DataViewTypeAttribute)new ImageTypeAttribute()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(1 << 16, 1 << 14));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageTypeAttribute(1, 0));
    }
}

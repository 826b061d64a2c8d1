using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

public class DrawingTests
{
    private static readonly Rgb Red = new(255, 0, 0);

    [Fact]
    public void ARectangleIsItsOutlineAndNothingElse()
    {
        var image = new Image(10, 8, PixelFormat.Rgb24);
        image.DrawRectangle(2, 1, 9, 7, Red, thickness: 2);
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 10; x++)
            {
                bool outer = x is >= 2 and < 9 && y is >= 1 and < 7, inner = x is >= 4 and < 7 && y is >= 3 and < 5;
                Assert.Equal(outer && !inner ? 255 : 0, image.Row(y)[x * 3]);
                Assert.Equal(0, image.Row(y)[x * 3 + 1]);
            }
    }

    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Rgba32)]
    public void WhatLiesOutsideIsNotDrawn(PixelFormat format)
    {
        var image = new Image(6, 5, format);
        image.DrawRectangle(-20, -10, 40, 30, Red, thickness: 3);
        image.DrawText(-3, -3, "outside the picture", Red);
        image.DrawText(100, 100, "far away", Red);
        image.DrawLabel(-5, -5, "W", Red);
        image.DrawLabel(50, 50, "a text that is longer than the picture is wide", Red);
        image.FillRectangle(3, 3, 1, 1, Red);
        Assert.Equal(6 * 5 * format.Channels(), image.Pixels.Length);
    }

    [Fact]
    public void OpacityMixes()
    {
        var image = new Image(2, 1, PixelFormat.Rgb24);
        image.Pixels.AsSpan().Fill(100);
        image.FillRectangle(0, 0, 1, 1, new Rgb(200, 0, 100), opacity: 0.5);
        Assert.Equal([150, 50, 100, 100, 100, 100], image.Pixels);
        image.FillRectangle(0, 0, 2, 1, Red, opacity: 0);
        Assert.Equal([150, 50, 100, 100, 100, 100], image.Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => image.FillRectangle(0, 0, 1, 1, Red, opacity: 1.5));
    }

    [Fact]
    public void TextIsMadeOfDots()
    {
        string[] one =
        [
            "  #  ",
            " ##  ",
            "  #  ",
            "  #  ",
            "  #  ",
            "  #  ",
            " ### ",
        ];
        var image = new Image(12, 14, PixelFormat.Gray8);
        image.DrawText(1, 0, "1", Rgb.White, scale: 2);
        for (int y = 0; y < 14; y++)
            for (int x = 0; x < 10; x++) Assert.Equal(one[y / 2][x / 2] == '#' ? 255 : 0, image.Row(y)[x + 1]);
        Assert.Equal((5, 7), Drawing.MeasureText("1"));
        Assert.Equal((34, 14), Drawing.MeasureText("abc", 2));
    }

    [Fact]
    public void EveryPrintableCharacterDiffersFromAllOthers()
    {
        HashSet<string> seen = [];
        for (char c = ' '; c <= '~'; c++)
        {
            var image = new Image(5, 7, PixelFormat.Gray8);
            image.DrawText(0, 0, c.ToString(), Rgb.White);
            Assert.Equal(c == ' ', image.Pixels.All(p => p == 0));
            Assert.True(seen.Add(string.Join(',', image.Pixels)), $"'{c}' looks like another character");
        }
        var beyond = new Image(5, 7, PixelFormat.Gray8);
        beyond.DrawText(0, 0, "é", Rgb.White);
        Assert.True(seen.Add(string.Join(',', beyond.Pixels)));
    }

    [Fact]
    public void ALabelMovesIntoThePicture()
    {
        var image = new Image(60, 20, PixelFormat.Rgb24);
        image.DrawLabel(55, -4, "cat", Rgb.White);
        (int width, int height) = Drawing.MeasureText("cat");
        int white = 0, black = 0;
        for (int y = 0; y < height + 4; y++)
            for (int x = 60 - width - 4; x < 60; x++)
                if (image.Row(y)[x * 3] == 255) white++;
                else black++;
        Assert.Equal((width + 4) * (height + 4), white + black);
        Assert.InRange(black, 20, 80);
        Assert.Equal(0, image.Row(height + 4)[57 * 3]);
    }

    [Fact]
    public void AMaskColoursTheClassesAndLeavesTheRest()
    {
        var image = new Image(3, 1, PixelFormat.Rgb24);
        image.BlendMask([0, -1, 1], c => c == 0 ? Red : new Rgb(0, 0, 200), opacity: 0.5);
        Assert.Equal([128, 0, 0, 0, 0, 0, 0, 0, 100], image.Pixels);
        Assert.Throws<ArgumentException>(() => image.BlendMask([0, 1], _ => Red));
    }

    [Fact]
    public void ColoursOfClassesDiffer()
    {
        Rgb[] colors = [.. Enumerable.Range(0, 24).Select(Palette.Of)];
        for (int i = 0; i < colors.Length; i++)
            for (int j = 0; j < i; j++)
                Assert.True(Math.Abs(colors[i].R - colors[j].R) + Math.Abs(colors[i].G - colors[j].G) + Math.Abs(colors[i].B - colors[j].B) > 24, $"{i} and {j}: {colors[i]}, {colors[j]}");
        Assert.Equal(Palette.Of(7), Palette.Of(7));
        Assert.Equal(Rgb.Black, Palette.TextOn(Rgb.White));
        Assert.Equal(Rgb.White, Palette.TextOn(Rgb.Black));
    }
}

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>Leads from places in a network's input back to places in the picture that it was made of.</summary>
public sealed class PictureFrame
{
    private readonly double _scaleX, _scaleY, _shiftX, _shiftY;

    /// <summary>Works out where a picture lies in the input.</summary>
    /// <param name="preprocessing">How the input is made.</param>
    /// <param name="width">The picture's columns.</param>
    /// <param name="height">The picture's rows.</param>
    public PictureFrame(ImagePreprocessing preprocessing, int width, int height)
    {
        (Width, Height) = (width, height);
        double across = (double)preprocessing.Width / width, down = (double)preprocessing.Height / height;
        (_scaleX, _scaleY) = preprocessing.Fit switch
        {
            PictureFit.Stretch => (across, down),
            PictureFit.Letterbox => (Math.Min(across, down), Math.Min(across, down)),
            _ => (Math.Max(across, down) / preprocessing.Part, Math.Max(across, down) / preprocessing.Part),
        };
        (_shiftX, _shiftY) = ((preprocessing.Width - width * _scaleX) / 2, (preprocessing.Height - height * _scaleY) / 2);
        (InputWidth, InputHeight) = (preprocessing.Width, preprocessing.Height);
    }

    /// <summary>The picture's columns.</summary>
    public int Width { get; }

    /// <summary>The picture's rows.</summary>
    public int Height { get; }

    /// <summary>The input's columns.</summary>
    public int InputWidth { get; }

    /// <summary>The input's rows.</summary>
    public int InputHeight { get; }

    /// <summary>A box in parts of the input, 0 to 1, as a box in pixels of the picture, cut off at its edges.</summary>
    public Box ToPicture(Box box) => new(
        (float)Math.Clamp((box.Left * InputWidth - _shiftX) / _scaleX, 0, Width), (float)Math.Clamp((box.Top * InputHeight - _shiftY) / _scaleY, 0, Height),
        (float)Math.Clamp((box.Right * InputWidth - _shiftX) / _scaleX, 0, Width), (float)Math.Clamp((box.Bottom * InputHeight - _shiftY) / _scaleY, 0, Height));

    /// <summary>Where the middle of a pixel of the picture lies in the input, in parts of 0 to 1; outside where it was cut off.</summary>
    public (double X, double Y) ToInput(int x, int y) => (((x + 0.5) * _scaleX + _shiftX) / InputWidth, ((y + 0.5) * _scaleY + _shiftY) / InputHeight);
}

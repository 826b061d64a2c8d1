using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>The order of a network's input.</summary>
public enum TensorLayout
{
    /// <summary>Channels, rows, columns: ONNX and PyTorch.</summary>
    Nchw,

    /// <summary>Rows, columns, channels: TensorFlow.</summary>
    Nhwc,
}

/// <summary>The channels of a network's input, in order.</summary>
public enum ColorChannels
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as OpenCV reads pictures.</summary>
    Bgr,

    /// <summary>One channel of luminance.</summary>
    Gray,
}

/// <summary>What becomes of a picture whose proportions are not those of the network's input.</summary>
public enum PictureFit
{
    /// <summary>Proportions stay, the middle fills the input, and the rest is cut off.</summary>
    Crop,

    /// <summary>The whole picture fills the input; proportions change.</summary>
    Stretch,

    /// <summary>The whole picture lies in the middle of the input in its proportions; the rest is black.</summary>
    Letterbox,
}

/// <summary>
/// How a picture becomes a network's input: resized, then each pixel value of 0 to 255 becomes (pixel * <see cref="Scale"/> - mean) / deviation.
/// </summary>
/// <param name="Width">The input's columns.</param>
/// <param name="Height">The input's rows.</param>
public sealed record ImagePreprocessing(int Width, int Height)
{
    /// <summary>The order of the input's dimensions.</summary>
    public TensorLayout Layout { get; init; }

    /// <summary>The channels.</summary>
    public ColorChannels Channels { get; init; }

    /// <summary>What becomes of other proportions.</summary>
    public PictureFit Fit { get; init; } = PictureFit.Stretch;

    /// <summary>What a pixel of 0 to 255 is multiplied by first: 1/255 makes numbers of 0 to 1.</summary>
    public float Scale { get; init; } = 1 / 255f;

    /// <summary>What is then subtracted: one number for all channels, or one for each in the order of <see cref="Channels"/>.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0];

    /// <summary>What that is divided by: one number for all channels, or one for each.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [1];

    /// <summary>With <see cref="PictureFit.Crop"/> the part of the shorter side that stays, above 0 and at most 1: 0.875 is 224 of 256 pixels.</summary>
    public double Part { get; init; } = 1;

    /// <summary>True when the input takes the bytes themselves.</summary>
    public bool Bytes { get; init; }

    /// <summary>The number of channels.</summary>
    public int Planes => Channels == ColorChannels.Gray ? 1 : 3;

    // The margins that are cut off after resizing, because ML.NET resizes to a size but cuts nothing else off.
    internal (int X, int Y) Margin => Fit != PictureFit.Crop || Part >= 1 ? (0, 0)
        : ((int)Math.Round((Width / Part - Width) / 2), (int)Math.Round((Height / Part - Height) / 2));

    // What ML.NET's own steps can do of it: planes of scaled pixels, margins included. The rest is NormalizationModel's.
    internal ImagePreprocessing Plain => this with
    {
        Width = Width + 2 * Margin.X,
        Height = Height + 2 * Margin.Y,
        Layout = TensorLayout.Nchw,
        Scale = Bytes ? 1 : Scale,
        Mean = [0],
        Deviation = [1],
        Part = 1,
        Bytes = false,
    };

    private bool IsUniform => Mean.Distinct().Count() == 1 && Deviation.Distinct().Count() == 1 && Margin == (0, 0);

    /// <summary>The ML.NET steps from a column of pictures to the input's column.</summary>
    /// <param name="context">The context.</param>
    /// <param name="imageColumn">The pictures; the column is resized.</param>
    /// <param name="inputColumn">The column to make, named as the network's input.</param>
    public IEstimator<ITransformer> Compose(MLContext context, string imageColumn, string inputColumn)
    {
        Check();
        ImageResizingEstimator.ResizingKind kind = Fit switch
        {
            PictureFit.Crop => ImageResizingEstimator.ResizingKind.IsoCrop,
            PictureFit.Letterbox => ImageResizingEstimator.ResizingKind.IsoPad,
            _ => ImageResizingEstimator.ResizingKind.Fill,
        };
        IEstimator<ITransformer> chain = context.Transforms.ResizeImages(imageColumn, Width + 2 * Margin.X, Height + 2 * Margin.Y, resizing: kind);
        if (Channels == ColorChannels.Gray) chain = chain.Append(context.Transforms.ConvertToGrayscale(imageColumn));
        ImagePixelExtractingEstimator.ColorBits colors = Channels == ColorChannels.Gray ? ImagePixelExtractingEstimator.ColorBits.Red : ImagePixelExtractingEstimator.ColorBits.Rgb;
        ImagePixelExtractingEstimator.ColorsOrder order = Channels == ColorChannels.Bgr ? ImagePixelExtractingEstimator.ColorsOrder.ABGR : ImagePixelExtractingEstimator.ColorsOrder.ARGB;
        bool interleaved = Layout == TensorLayout.Nhwc;
        if (Bytes) return chain.Append(context.Transforms.ExtractPixels(inputColumn, imageColumn, colors, order, interleaved, outputAsFloatArray: false));
        if (IsUniform)
            return chain.Append(context.Transforms.ExtractPixels(inputColumn, imageColumn, colors, order, interleaved,
                offsetImage: Mean[0] / Scale, scaleImage: Scale / Deviation[0]));
        string pixels = inputColumn == "Pixels" ? "PixelValues" : "Pixels";
        return chain.Append(context.Transforms.ExtractPixels(pixels, imageColumn, colors, order, interleaved, scaleImage: Scale))
            .Append(context.Transforms.ApplyOnnxModel([inputColumn], [pixels], new MemoryStream(NormalizationModel.Create(this, pixels, inputColumn))));
    }

    /// <summary>What is done, in words, to be shown to whoever runs it.</summary>
    public override string ToString()
    {
        string fit = Fit switch { PictureFit.Crop => Part < 1 ? $"middle {Part * 100:0.#} % cropped" : "cropped", PictureFit.Letterbox => "letterboxed", _ => "stretched" };
        string scaled = Scale == 1 ? "pixel" : $"pixel * {Number(Scale)}", centred = Mean.All(m => m == 0) ? scaled : $"({scaled} - {List(Mean)})";
        string numbers = Bytes ? "bytes" : Deviation.All(d => d == 1) ? centred : $"{centred} / {List(Deviation)}";
        return $"{Width}x{Height} {fit}, {Channels.ToString().ToUpperInvariant()}, {Layout.ToString().ToUpperInvariant()}, {numbers}";
    }

    private void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Height);
        if (!(Part is > 0 and <= 1)) throw new ArgumentException($"The part of the picture that stays must be above 0 and at most 1, not {Part}.");
        if (!(Scale > 0)) throw new ArgumentException($"The scale must be above 0, not {Scale}.");
        foreach ((string what, IReadOnlyList<float> values) in new[] { ("means", Mean), ("deviations", Deviation) })
            if (values.Count != 1 && values.Count != Planes) throw new ArgumentException($"There must be one or {Planes} {what}, but there are {values.Count}.");
        if (Deviation.Any(d => !(d > 0))) throw new ArgumentException("Deviations must be above 0.");
    }

    private static string List(IReadOnlyList<float> values) => values.Count == 1 ? Number(values[0]) : $"[{string.Join(' ', values.Select(Number))}]";

    private static string Number(float value) => Math.Abs(value * 255 - 1) < 1e-6 ? "1/255" : value.ToString("0.######", CultureInfo.InvariantCulture);
}

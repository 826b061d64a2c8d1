using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Imaging;
using Picture = MlNetDeepLearning.Imaging.Image;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Gives all images of a column one size; made by <c>ResizeImages</c>.</summary>
public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(InputOutputColumnPair column, int width, int height, ResizingKind resizing, Anchor anchor)
        : base(new ImageResizingTransformer([column], width, height, resizing, anchor)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => ImageColumns.Shape(inputSchema, Transformer.Columns[0], ImageResizingTransformer.Kind,
            _ => SchemaShape.Of(Transformer.Columns[0].OutputColumnName, Transformer.OutputType));

    /// <summary>What becomes of an image whose proportions are not those of the wanted size.</summary>
    public enum ResizingKind : byte
    {
        /// <summary>The whole image is shown in its proportions, in the middle; what is left over is black.</summary>
        IsoPad = 0,

        /// <summary>The image keeps its proportions and fills the size; what stands out is cut off, as the anchor says.</summary>
        IsoCrop = 1,

        /// <summary>The whole image fills the size; its proportions change.</summary>
        Fill = 2,
    }

    /// <summary>Which part of an image stays when it is cropped. One that says nothing of the direction in which it is cropped stands for the middle.</summary>
    public enum Anchor : byte
    {
        /// <summary>The right part.</summary>
        Right = 0,

        /// <summary>The left part.</summary>
        Left = 1,

        /// <summary>The upper part.</summary>
        Top = 2,

        /// <summary>The lower part.</summary>
        Bottom = 3,

        /// <summary>The middle.</summary>
        Center = 4,
    }
}

/// <summary>
/// Gives all images of a column one size, with the bilinear filter that takes in every pixel when shrinking. Transparent parts lie on
/// black, except with <see cref="ImageResizingEstimator.ResizingKind.Fill"/>, which keeps alpha. A missing image stays missing.
/// </summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ResizeImages";

    private readonly ImageResizingEstimator.ResizingKind _resizing;
    private readonly ImageResizingEstimator.Anchor _anchor;
    private readonly ResizeOptions _options;

    internal ImageResizingTransformer(IReadOnlyList<InputOutputColumnPair> columns, int imageWidth, int imageHeight,
        ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor anchor) : base(columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageHeight);
        if (!Enum.IsDefined(resizing)) throw new ArgumentOutOfRangeException(nameof(resizing), resizing, "There is no such kind of resizing.");
        if (!Enum.IsDefined(anchor)) throw new ArgumentOutOfRangeException(nameof(anchor), anchor, "There is no such anchor.");
        OutputType = new ImageDataViewType(imageHeight, imageWidth);
        _resizing = resizing;
        _anchor = anchor;
        _options = OptionsOf(resizing, anchor);
    }

    internal ImageDataViewType OutputType { get; }

    internal static ImageResizingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Int("width"), reader.Int("height"),
        reader.Choice<ImageResizingEstimator.ResizingKind>("resizing"), reader.Choice<ImageResizingEstimator.Anchor>("anchor"));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("width", OutputType.Width);
        writer.Set("height", OutputType.Height);
        writer.Set("resizing", _resizing.ToString());
        writer.Set("anchor", _anchor.ToString());
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        ImageColumns.Check(input, Kind);
        return new(Columns[pair].OutputColumnName, OutputType);
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => ImageColumns.Getter(row, input, Resize);

    private MLImage Resize(MLImage image)
    {
        if (image.Width == OutputType.Width && image.Height == OutputType.Height) return image;
        MLImage resized = new(Resize(image.Opaque()));
        if (_resizing == ImageResizingEstimator.ResizingKind.Fill && image.Decoded is null && PixelBytes.AlphaOf(image) is { } alpha)
            resized = PixelBytes.Join(resized.Opaque(), Resize(alpha));
        resized.Tag = image.Tag;
        return resized;
    }

    private Picture Resize(Picture picture) => picture.Resize(OutputType.Width, OutputType.Height, _options);

    private static ResizeOptions OptionsOf(ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor anchor) => resizing switch
    {
        ImageResizingEstimator.ResizingKind.IsoPad => new ResizeOptions(ResizeFilter.Bilinear, ResizeMode.Pad),
        ImageResizingEstimator.ResizingKind.Fill => new ResizeOptions(ResizeFilter.Bilinear, ResizeMode.Stretch),
        _ => new ResizeOptions(ResizeFilter.Bilinear, ResizeMode.Crop,
            AnchorX: anchor switch { ImageResizingEstimator.Anchor.Left => 0, ImageResizingEstimator.Anchor.Right => 1, _ => 0.5 },
            AnchorY: anchor switch { ImageResizingEstimator.Anchor.Top => 0, ImageResizingEstimator.Anchor.Bottom => 1, _ => 0.5 }),
    };
}

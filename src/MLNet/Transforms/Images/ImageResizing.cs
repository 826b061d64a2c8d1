using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Imaging;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Brings images to one size.</summary>
public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IReadOnlyList<InputOutputColumnPair> columns, int width, int height, ResizingKind resizing, Anchor anchor)
        : base(new ImageResizingTransformer(columns, width, height, resizing, anchor)) { }

    /// <summary>Which part of an image stays when it is cropped.</summary>
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

    /// <summary>What becomes of an image's proportions.</summary>
    public enum ResizingKind : byte
    {
        /// <summary>They stay; the rest of the target is black.</summary>
        IsoPad = 0,

        /// <summary>They stay; what does not fit is cut off.</summary>
        IsoCrop = 1,

        /// <summary>They change: the whole image fills the whole target.</summary>
        Fill = 2,
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ImageColumns.Shape(inputSchema, Transformer.Columns, ImageResizingTransformer.Kind, pair => ImageColumns.ImageShape(pair.OutputColumnName));
    }
}

/// <summary>Brings images to one size; made by <see cref="ImageResizingEstimator"/>. Pixels are averaged (bilinear, antialiased).</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ResizeImages";

    private readonly int _width;
    private readonly int _height;
    private readonly ImageResizingEstimator.ResizingKind _resizing;
    private readonly ImageResizingEstimator.Anchor _anchor;
    private readonly ResizeOptions _options;

    internal ImageResizingTransformer(IReadOnlyList<InputOutputColumnPair> columns, int width, int height,
        ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor anchor) : base(columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (!Enum.IsDefined(resizing)) throw new ArgumentOutOfRangeException(nameof(resizing));
        if (!Enum.IsDefined(anchor)) throw new ArgumentOutOfRangeException(nameof(anchor));
        _width = width;
        _height = height;
        _resizing = resizing;
        _anchor = anchor;
        bool crop = resizing == ImageResizingEstimator.ResizingKind.IsoCrop;
        _options = new ResizeOptions(
            Mode: crop ? ResizeMode.Crop : resizing == ImageResizingEstimator.ResizingKind.IsoPad ? ResizeMode.Pad : ResizeMode.Stretch,
            AnchorX: !crop ? 0.5 : anchor switch { ImageResizingEstimator.Anchor.Left => 0, ImageResizingEstimator.Anchor.Right => 1, _ => 0.5 },
            AnchorY: !crop ? 0.5 : anchor switch { ImageResizingEstimator.Anchor.Top => 0, ImageResizingEstimator.Anchor.Bottom => 1, _ => 0.5 });
    }

    internal static ImageResizingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Int("width"), reader.Int("height"),
        reader.Choice<ImageResizingEstimator.ResizingKind>("resizing"), reader.Choice<ImageResizingEstimator.Anchor>("anchor"));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("width", _width);
        writer.Set("height", _height);
        writer.Set("resizing", _resizing.ToString());
        writer.Set("anchor", _anchor.ToString());
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        ImageColumns.TypeOf(input, Kind);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new ImageDataViewType(_height, _width));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => ImageColumns.Getter(row, input, Kind, image
        => image.Width == _width && image.Height == _height ? image : new MLImage(image.Picture.Resize(_width, _height, _options)) { Tag = image.Tag });
}

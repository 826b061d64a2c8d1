using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns the images of a column, all of one size, into vectors of numbers; made by <c>ExtractPixels</c>.</summary>
public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(ImagePixelExtractingTransformer transformer) : base(transformer) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => ImageColumns.Shape(inputSchema, Transformer.Columns[0], ImagePixelExtractingTransformer.Kind,
            _ => new SchemaShape.Column(Transformer.Columns[0].OutputColumnName, SchemaShape.Column.VectorKind.Vector, Transformer.ItemType, false));

    /// <summary>The colours of a pixel.</summary>
    [Flags]
    public enum ColorBits : byte
    {
        /// <summary>Alpha: 255 is opaque.</summary>
        Alpha = 1,

        /// <summary>Red.</summary>
        Red = 2,

        /// <summary>Green.</summary>
        Green = 4,

        /// <summary>Blue.</summary>
        Blue = 8,

        /// <summary>Red, green and blue.</summary>
        Rgb = 14,

        /// <summary>Alpha, red, green and blue.</summary>
        All = 15,
    }

    /// <summary>The order of the colours; those that are not chosen are left out.</summary>
    public enum ColorsOrder : byte
    {
        /// <summary>Alpha, red, green, blue.</summary>
        ARGB = 1,

        /// <summary>Alpha, red, blue, green.</summary>
        ARBG = 2,

        /// <summary>Alpha, blue, red, green.</summary>
        ABRG = 3,

        /// <summary>Alpha, blue, green, red.</summary>
        ABGR = 4,

        /// <summary>Alpha, green, red, blue.</summary>
        AGRB = 5,

        /// <summary>Alpha, green, blue, red.</summary>
        AGBR = 6,
    }
}

/// <summary>
/// Turns the images of a column into vectors: (pixel - offset) * scale as floats, or the pixels as bytes; of dimensions channels x
/// height x width, or height x width x channels where the colours of a pixel stand side by side. A row without an image
/// is an error.
/// </summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "ExtractPixels";

    private readonly ImagePixelExtractingEstimator.ColorBits _colors;
    private readonly ImagePixelExtractingEstimator.ColorsOrder _order;
    private readonly bool _interleaved;
    private readonly float _offset;
    private readonly float _scale;
    private readonly bool _asFloats;
    private readonly PixelExtraction _extraction;

    internal ImagePixelExtractingTransformer(IReadOnlyList<InputOutputColumnPair> columns, ImagePixelExtractingEstimator.ColorBits colors,
        ImagePixelExtractingEstimator.ColorsOrder order, bool interleaved, float offset, float scale, bool asFloats) : base(columns)
    {
        _extraction = new PixelExtraction(ColorPlanes.Of(colors, order, "colorsToExtract"), interleaved, asFloats ? offset : 0, asFloats ? scale : 1);
        if (asFloats) ColorPlanes.CheckScale(offset, scale);
        (_colors, _order, _interleaved, _offset, _scale, _asFloats) = (colors, order, interleaved, offset, scale, asFloats);
    }

    internal PrimitiveDataViewType ItemType => _asFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;

    internal static ImagePixelExtractingTransformer Load(ModelReader reader) => new(reader.Columns(),
        (ImagePixelExtractingEstimator.ColorBits)reader.Int("colors"), reader.Choice<ImagePixelExtractingEstimator.ColorsOrder>("order"),
        reader.Flag("interleaved"), reader.Single("offset"), reader.Single("scale"), reader.Flag("floats"));

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        ImagePixelExtractingEstimator.ColorBits[] planes = ColorPlanes.Of(_colors, _order, "colorsToExtract");
        if (planes.Contains(ImagePixelExtractingEstimator.ColorBits.Alpha)) throw new NotSupportedException("alpha is extracted, but pictures are red, green and blue in ONNX.");
        long[] places = [.. planes.Select(plane => plane == ImagePixelExtractingEstimator.ColorBits.Red ? 0L : plane == ImagePixelExtractingEstimator.ColorBits.Green ? 1 : 2)];
        foreach (InputOutputColumnPair pair in Columns)
        {
            Value pixels = conversion.Value(pair.InputColumnName, Kind);
            if (places is not [0, 1, 2]) pixels = pixels.Gather(pixels.Graph.Constant(Tensor.Ints(places)), 3);
            if (!_interleaved) pixels = pixels.Transpose(0, 3, 1, 2);
            conversion.Set(pair.OutputColumnName, _asFloats ? (pixels.Cast(ElementType.Float32) - _offset) * _scale : pixels);
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("colors", (int)_colors);
        writer.Set("order", _order.ToString());
        writer.Set("interleaved", _interleaved);
        writer.Value("offset", _offset);
        writer.Value("scale", _scale);
        writer.Set("floats", _asFloats);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
        => new(Columns[pair].OutputColumnName, TypeOf(ImageColumns.Check(input, Kind), input));

    private VectorDataViewType TypeOf(ImageDataViewType image, DataViewSchema.Column input)
    {
        if (!image.IsKnownSize)
            throw InputColumn.Mismatch(Kind, input.Name, "images of one known size", $"{image}, images of any size (put ResizeImages before, or give the member [ImageType(height, width)])");
        return _interleaved
            ? new VectorDataViewType(ItemType, image.Height, image.Width, _extraction.Planes)
            : new VectorDataViewType(ItemType, _extraction.Planes, image.Height, image.Width);
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ImageDataViewType type = ImageColumns.Check(input, Kind);
        int size = TypeOf(type, input).Size;
        return _asFloats
            ? Getter<float>(row, input, type, size, _extraction.Extract)
            : Getter<byte>(row, input, type, size, _extraction.Extract);
    }

    private delegate void Extractor<TItem>(MLImage image, Span<TItem> target);

    private static ValueGetter<VBuffer<TItem>> Getter<TItem>(DataViewRow row, DataViewSchema.Column input, ImageDataViewType type, int size, Extractor<TItem> extract)
    {
        ValueGetter<MLImage> get = row.GetGetter<MLImage>(input);
        MLImage image = null!;
        return (ref VBuffer<TItem> value) =>
        {
            get(ref image);
            if (image is null) throw new InvalidOperationException($"Row {row.Position}: column '{input.Name}', which {Kind} reads, has no image.");
            if (image.Height != type.Height || image.Width != type.Width)
                throw new InvalidOperationException($"Row {row.Position}: the image{(string.IsNullOrEmpty(image.Tag) ? "" : " " + image.Tag)} in column '{input.Name}' is {image.Width} x {image.Height} pixels; the column is of {type.Width} x {type.Height}.");
            VBufferEditor<TItem> editor = VBufferEditor.Create(ref value, size);
            extract(image, editor.Values);
            value = editor.Commit();
        };
    }
}

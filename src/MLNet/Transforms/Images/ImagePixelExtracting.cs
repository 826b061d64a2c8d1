using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns images of one size into vectors of their pixels.</summary>
public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(IReadOnlyList<InputOutputColumnPair> columns, PixelOptions options)
        : base(new ImagePixelExtractingTransformer(columns, options)) { }

    /// <summary>Which colours are taken.</summary>
    [Flags]
    public enum ColorBits : byte
    {
        /// <summary>Alpha.</summary>
        Alpha = 0x01,

        /// <summary>Red.</summary>
        Red = 0x02,

        /// <summary>Green.</summary>
        Green = 0x04,

        /// <summary>Blue.</summary>
        Blue = 0x08,

        /// <summary>Red, green and blue.</summary>
        Rgb = Red | Green | Blue,

        /// <summary>All four.</summary>
        All = Alpha | Red | Green | Blue,
    }

    /// <summary>The order of the colours; those that are not taken are left out of it.</summary>
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

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ImageColumns.Shape(inputSchema, Transformer.Columns, ImagePixelExtractingTransformer.Kind, pair
            => new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.Vector, Transformer.ItemType, false));
    }
}

/// <summary>Turns images into vectors of pixels; made by <see cref="ImagePixelExtractingEstimator"/>.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ExtractPixels";

    private readonly PixelOptions _options;

    internal ImagePixelExtractingTransformer(IReadOnlyList<InputOutputColumnPair> columns, PixelOptions options) : base(columns)
    {
        _options = options.Checked();
        if (!options.AsFloat && (options.Offset != 0 || options.Scale != 1))
            throw new ArgumentException("Pixels can be shifted and scaled only as floats (outputAsFloatArray).", nameof(options));
    }

    internal PrimitiveDataViewType ItemType => _options.AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;

    internal static ImagePixelExtractingTransformer Load(ModelReader reader) => new(reader.Columns(), PixelOptions.Read(reader));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        _options.Write(writer);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        ImageDataViewType image = ImageColumns.TypeOf(input, Kind);
        if (image.Height == 0 || image.Width == 0)
            throw InputColumn.Mismatch(Kind, input.Name, "images of one size (ResizeImages before it gives them one)", "images of differing sizes");
        int planes = _options.Channels.Length;
        VectorDataViewType type = _options.Interleave ? new VectorDataViewType(ItemType, image.Height, image.Width, planes)
            : new VectorDataViewType(ItemType, planes, image.Height, image.Width);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, type);
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ImageDataViewType size = (ImageDataViewType)input.Type;
        Func<MLImage> get = ImageColumns.Reader(row, input, Kind);
        MLImage Next()
        {
            MLImage image = get();
            return image.Height == size.Height && image.Width == size.Width ? image : throw new InvalidOperationException(
                $"Row {row.Position}: the image{(image.Tag is { Length: > 0 } tag ? " " + tag : "")} in column '{input.Name}' is {image.Width} x {image.Height} pixels; the column is of {size.Width} x {size.Height}.");
        }
        if (!_options.AsFloat)
        {
            byte[] same = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
            return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) => Extract(Next(), ref value, same));
        }
        float[] table = [.. Enumerable.Range(0, 256).Select(value => (value - _options.Offset) * _options.Scale)];
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Extract(Next(), ref value, table));
    }

    // A pixel's byte has only 256 values, so shift and scale are a table.
    private void Extract<T>(MLImage image, ref VBuffer<T> target, T[] table)
    {
        MlNetDeepLearning.Imaging.Image picture = image.Picture;
        ReadOnlySpan<byte> source = picture.Pixels;
        int step = picture.Channels, planes = _options.Channels.Length, pixels = picture.Width * picture.Height;
        VBufferEditor<T> editor = VBufferEditor.Create(ref target, pixels * planes);
        Span<T> values = editor.Values;
        for (int plane = 0; plane < planes; plane++)
        {
            int channel = _options.Channels[plane];
            int stride = _options.Interleave ? planes : 1;
            int to = _options.Interleave ? plane : plane * pixels;
            if (channel == PixelOptions.Alpha && step < 4)
            {
                for (int i = 0; i < pixels; i++, to += stride) values[to] = table[255];
                continue;
            }
            for (int from = step == 1 ? 0 : channel; from < source.Length; from += step, to += stride) values[to] = table[source[from]];
        }
        target = editor.Commit();
    }
}

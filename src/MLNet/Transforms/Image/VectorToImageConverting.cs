using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns vectors of pixels into images; made by <c>ConvertToImage</c>.</summary>
public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal VectorToImageConvertingEstimator(VectorToImageConvertingTransformer transformer) : base(transformer) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        InputOutputColumnPair pair = Transformer.Columns[0];
        SchemaShape.Column column = inputSchema.Get(pair.InputColumnName, VectorToImageConvertingTransformer.Kind);
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.IsKey || !VectorToImageConvertingTransformer.CanRead(column.ItemType))
            throw InputColumn.Mismatch(VectorToImageConvertingTransformer.Kind, column.Name, Transformer.Expected, column.TypeText);
        return inputSchema.With(SchemaShape.Of(pair.OutputColumnName, Transformer.OutputType));
    }
}

/// <summary>
/// Turns vectors of bytes or floating point numbers into images. A colour is value * scale - offset, rounded and clipped to 0..255;
/// bytes are taken as they are.
/// </summary>
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ConvertToImage";

    private static readonly ImagePixelExtractingEstimator.ColorBits[] Bgra =
    [
        ImagePixelExtractingEstimator.ColorBits.Blue, ImagePixelExtractingEstimator.ColorBits.Green,
        ImagePixelExtractingEstimator.ColorBits.Red, ImagePixelExtractingEstimator.ColorBits.Alpha,
    ];

    private readonly VectorToImageSettings _settings;
    private readonly int[] _planes;

    internal VectorToImageConvertingTransformer(IReadOnlyList<InputOutputColumnPair> columns, VectorToImageSettings settings) : base(columns)
    {
        OutputType = new ImageDataViewType(settings.Height, settings.Width);
        ImagePixelExtractingEstimator.ColorBits[] present = ColorPlanes.Of(settings.Colors, settings.Order, "colorsPresent");
        ColorPlanes.CheckScale(settings.Offset, settings.Scale);
        foreach (int color in settings.Defaults)
            if (color is < 0 or > 255) throw new ArgumentOutOfRangeException(nameof(settings), color, "The default of a colour lies between 0 and 255.");
        _settings = settings;
        _planes = [.. Bgra.Select(color => Array.IndexOf(present, color))];
        PlaneCount = present.Length;
        Expected = $"a vector of {(long)settings.Height * settings.Width * PlaneCount} Single, Double or Byte ({PlaneCount} x {settings.Height} x {settings.Width})";
    }

    internal ImageDataViewType OutputType { get; }

    internal string Expected { get; }

    private int PlaneCount { get; }

    internal static bool CanRead(DataViewType item) => item.Equals(NumberDataViewType.Single) || item.Equals(NumberDataViewType.Double) || item.Equals(NumberDataViewType.Byte);

    internal static VectorToImageConvertingTransformer Load(ModelReader reader) => new(reader.Columns(), VectorToImageSettings.Load(reader));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        _settings.Save(writer);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
        => input.Type is VectorDataViewType vector && CanRead(vector.ItemType) && vector.Size == (long)OutputType.Height * OutputType.Width * PlaneCount
            ? new(Columns[pair].OutputColumnName, OutputType)
            : throw InputColumn.Mismatch(Kind, input.Name, Expected, input.Type.ToString()!);

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        DataViewType item = ((VectorDataViewType)input.Type).ItemType;
        return item.Equals(NumberDataViewType.Byte) ? Getter<byte>(row, input, static (value, _, _) => value)
            : item.Equals(NumberDataViewType.Double) ? Getter<double>(row, input, static (value, scale, offset) => ToByte((float)value, scale, offset))
            : Getter<float>(row, input, ToByte);
    }

    private ValueGetter<MLImage> Getter<TItem>(DataViewRow row, DataViewSchema.Column input, Func<TItem, float, float, byte> convert)
    {
        ValueGetter<VBuffer<TItem>> get = row.GetGetter<VBuffer<TItem>>(input);
        VBuffer<TItem> vector = default, dense = default;
        return ImageColumns.OncePerRow(row, () =>
        {
            get(ref vector);
            vector.CopyToDense(ref dense);
            return Convert(dense.GetValues(), convert);
        });
    }

    private MLImage Convert<TItem>(ReadOnlySpan<TItem> values, Func<TItem, float, float, byte> convert)
    {
        int count = OutputType.Height * OutputType.Width;
        byte[] pixels = new byte[count * 4];
        for (int place = 0; place < Bgra.Length; place++)
        {
            int plane = _planes[place];
            (int from, int step) = _settings.Interleaved ? (plane, PlaneCount) : (plane * count, 1);
            for (int i = place; i < pixels.Length; i += 4, from += step)
                pixels[i] = plane < 0 ? (byte)_settings.Defaults[place] : convert(values[from], _settings.Scale, _settings.Offset);
        }
        return MLImage.CreateFromPixels(OutputType.Width, OutputType.Height, MLPixelFormat.Bgra32, pixels);
    }

    private static byte ToByte(float value, float scale, float offset)
        => (byte)Math.Clamp(MathF.Round(value * scale - offset), 0, 255);
}

/// <summary>How a vector is laid out that becomes an image, and what stands for the colours it lacks.</summary>
internal sealed record VectorToImageSettings(int Height, int Width, ImagePixelExtractingEstimator.ColorBits Colors,
    ImagePixelExtractingEstimator.ColorsOrder Order, bool Interleaved, float Scale, float Offset, int[] Defaults)
{
    /// <summary>The defaults of blue, green, red and alpha, 0 to 255.</summary>
    public int[] Defaults { get; } = Defaults;

    public void Save(ModelWriter writer)
    {
        writer.Set("height", Height);
        writer.Set("width", Width);
        writer.Set("colors", (int)Colors);
        writer.Set("order", Order.ToString());
        writer.Set("interleaved", Interleaved);
        writer.Value("scale", Scale);
        writer.Value("offset", Offset);
        writer.Set("defaults", new System.Text.Json.Nodes.JsonArray([.. Defaults.Select(color => (System.Text.Json.Nodes.JsonNode)color)]));
    }

    public static VectorToImageSettings Load(ModelReader reader)
    {
        int[] defaults = reader.Ints("defaults");
        if (defaults.Length != 4) throw reader.Invalid("'defaults' holds blue, green, red and alpha");
        return new(reader.Int("height"), reader.Int("width"), (ImagePixelExtractingEstimator.ColorBits)reader.Int("colors"),
            reader.Choice<ImagePixelExtractingEstimator.ColorsOrder>("order"), reader.Flag("interleaved"), reader.Single("scale"), reader.Single("offset"), defaults);
    }
}

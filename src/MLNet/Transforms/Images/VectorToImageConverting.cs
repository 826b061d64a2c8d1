using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns vectors of pixels back into images.</summary>
public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal VectorToImageConvertingEstimator(IReadOnlyList<InputOutputColumnPair> columns, int height, int width, PixelOptions options, byte[] defaults)
        : base(new VectorToImageConvertingTransformer(columns, height, width, options, defaults)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, VectorToImageConvertingTransformer.Kind);
            if (input.Kind != SchemaShape.Column.VectorKind.Vector || !VectorToImageConvertingTransformer.Holds(input.ItemType))
                throw InputColumn.Mismatch(VectorToImageConvertingTransformer.Kind, input.Name, "a vector of Single, Double or Byte", input.TypeText);
            return ImageColumns.ImageShape(pair.OutputColumnName);
        }));
    }
}

/// <summary>Turns vectors of pixels into images; made by <see cref="VectorToImageConvertingEstimator"/>. A colour is item x scale - offset, rounded and limited to 0 to 255.</summary>
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ConvertToImage";

    private readonly int _height;
    private readonly int _width;
    private readonly PixelOptions _options;
    private readonly byte[] _defaults;

    internal VectorToImageConvertingTransformer(IReadOnlyList<InputOutputColumnPair> columns, int height, int width, PixelOptions options, byte[] defaults) : base(columns)
    {
        _ = new ImageDataViewType(height, width);
        if (defaults.Length != 4) throw new ArgumentException("There are defaults for red, green, blue and alpha.", nameof(defaults));
        _height = height;
        _width = width;
        _options = options.Checked();
        _defaults = defaults;
    }

    internal static bool Holds(DataViewType item) => item == NumberDataViewType.Single || item == NumberDataViewType.Double || item == NumberDataViewType.Byte;

    internal static VectorToImageConvertingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Int("height"), reader.Int("width"),
        PixelOptions.Read(reader), [.. reader.Ints("defaults").Select(value => checked((byte)value))]);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("height", _height);
        writer.Set("width", _width);
        _options.Write(writer);
        writer.Set("defaults", new System.Text.Json.Nodes.JsonArray([.. _defaults.Select(value => (System.Text.Json.Nodes.JsonNode)(int)value)]));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        long size = (long)_height * _width * _options.Channels.Length;
        if (input.Type is not VectorDataViewType vector || vector.Size != size || !Holds(vector.ItemType))
            throw InputColumn.Mismatch(Kind, input.Name, $"a vector of {size} Single, Double or Byte items ({_height} x {_width} x {_options.Channels.Length})", input.Type.ToString()!);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new ImageDataViewType(_height, _width));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        Type raw = ItemMapping.ItemOf(input.Type)!.RawType;
        return raw == typeof(byte) ? Getter<byte>(row, input, static value => value)
            : raw == typeof(float) ? Getter<float>(row, input, value => Color(value))
            : Getter<double>(row, input, value => Color((float)value));
    }

    private ValueGetter<MLImage> Getter<T>(DataViewRow row, DataViewSchema.Column input, Func<T, byte> color)
    {
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(input);
        VBuffer<T> vector = default, dense = default;
        return (ref MLImage image) =>
        {
            get(ref vector);
            vector.CopyToDense(ref dense);
            ReadOnlySpan<T> items = dense.GetValues();
            int pixels = _height * _width, planes = _options.Channels.Length;
            byte[] bytes = new byte[pixels * 4];
            for (int i = 0; i < pixels; i++)
            {
                Span<byte> pixel = bytes.AsSpan(i * 4, 4);
                _defaults.CopyTo(pixel);
                for (int plane = 0; plane < planes; plane++)
                    pixel[_options.Channels[plane]] = color(items[_options.Interleave ? i * planes + plane : plane * pixels + i]);
            }
            image = MLImage.CreateFromPixels(_width, _height, MLPixelFormat.Rgba32, bytes);
        };
    }

    private byte Color(float value) => (byte)Math.Clamp(MathF.Round(value * _options.Scale - _options.Offset), 0, 255);
}

using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Takes the colours out of images.</summary>
public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(IReadOnlyList<InputOutputColumnPair> columns) : base(new ImageGrayscalingTransformer(columns)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ImageColumns.Shape(inputSchema, Transformer.Columns, ImageGrayscalingTransformer.Kind, pair => ImageColumns.ImageShape(pair.OutputColumnName));
    }
}

/// <summary>Takes the colours out of images; made by <see cref="ImageGrayscalingEstimator"/>. Red, green and blue become 0.3 R + 0.59 G + 0.11 B.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ConvertToGrayscale";

    internal ImageGrayscalingTransformer(IReadOnlyList<InputOutputColumnPair> columns) : base(columns) { }

    internal static ImageGrayscalingTransformer Load(ModelReader reader) => new(reader.Columns());

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
        => new(Columns[pair].OutputColumnName, ImageColumns.TypeOf(input, Kind));

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
        => ImageColumns.Getter(row, input, Kind, image => new MLImage(PixelLayout.Gray(image.Picture)) { Tag = image.Tag });
}

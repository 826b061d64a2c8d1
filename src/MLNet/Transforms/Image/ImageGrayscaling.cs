using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Takes the colour out of the images of a column; made by <c>ConvertToGrayscale</c>.</summary>
public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(InputOutputColumnPair column) : base(new ImageGrayscalingTransformer([column])) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => ImageColumns.Shape(inputSchema, Transformer.Columns[0], ImageGrayscalingTransformer.Kind,
            column => column.Renamed(Transformer.Columns[0].OutputColumnName));
}

/// <summary>
/// Takes the colour out of the images of a column: red, green and blue all become 0.3 R + 0.59 G + 0.11 B, rounded;
/// transparent parts lie on black. A missing image stays missing.
/// </summary>
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
        => new(Columns[pair].OutputColumnName, ImageColumns.Check(input, Kind));

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
        => ImageColumns.Getter(row, input, static image => new MLImage(PixelBytes.ToGray(image.Opaque())) { Tag = image.Tag });
}

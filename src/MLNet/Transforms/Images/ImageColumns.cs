using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Transforms;

/// <summary>What the image transforms have in common: checks of image columns, and getters over images.</summary>
internal static class ImageColumns
{
    public static ImageDataViewType TypeOf(DataViewSchema.Column input, string reader)
        => input.Type as ImageDataViewType ?? throw InputColumn.Mismatch(reader, input.Name, "an image", input.Type.ToString()!);

    public static SchemaShape Shape(SchemaShape input, IReadOnlyList<InputOutputColumnPair> columns, string reader, Func<InputOutputColumnPair, SchemaShape.Column> output)
        => input.With(columns.Select(pair =>
        {
            SchemaShape.Column column = input.Get(pair.InputColumnName, reader);
            if (column.ItemType is not ImageDataViewType) throw InputColumn.Mismatch(reader, column.Name, "an image", column.TypeText);
            return output(pair);
        }));

    public static SchemaShape.Column ImageShape(string name) => new(name, SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), false);

    /// <summary>A getter of the image of the current row; an error that names the row where there is none.</summary>
    public static Func<MLImage> Reader(DataViewRow row, DataViewSchema.Column input, string reader)
    {
        ValueGetter<MLImage> get = row.GetGetter<MLImage>(input);
        return () =>
        {
            MLImage image = null!;
            get(ref image);
            return image ?? throw new InvalidOperationException($"Row {row.Position}: column '{input.Name}', which {reader} reads, has no image.");
        };
    }

    /// <summary>A getter that makes an image of the input's image.</summary>
    public static Delegate Getter(DataViewRow row, DataViewSchema.Column input, string reader, Func<MLImage, MLImage> map)
    {
        Func<MLImage> get = Reader(row, input, reader);
        return (ValueGetter<MLImage>)((ref MLImage value) => value = map(get()));
    }
}

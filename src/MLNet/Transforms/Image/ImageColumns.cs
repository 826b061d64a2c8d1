using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What the image transforms have in common: their checks of input columns, and getters that work once a row.</summary>
internal static class ImageColumns
{
    /// <summary>The type of an input column of images; an error that says what was expected where it is another.</summary>
    public static ImageDataViewType Check(DataViewSchema.Column input, string reader)
        => input.Type as ImageDataViewType ?? throw InputColumn.Mismatch(reader, input.Name, "Image", Found(input.Type.ToString()!, input.Type));

    /// <summary>The shape of the schema with an output column computed from an input column of images.</summary>
    public static SchemaShape Shape(SchemaShape schema, InputOutputColumnPair pair, string reader, Func<SchemaShape.Column, SchemaShape.Column> output)
    {
        ArgumentNullException.ThrowIfNull(schema);
        SchemaShape.Column column = schema.Get(pair.InputColumnName, reader);
        if (column.ItemType is not ImageDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw InputColumn.Mismatch(reader, column.Name, "Image", Found(column.TypeText, column.ItemType));
        return schema.With(output(column));
    }

    /// <summary>A getter of images computed from the images of a column, one for each row however often it is asked; null becomes null.</summary>
    public static ValueGetter<MLImage> Getter(DataViewRow row, DataViewSchema.Column input, Func<MLImage, MLImage> compute)
    {
        ValueGetter<MLImage> get = row.GetGetter<MLImage>(input);
        MLImage source = null!;
        return OncePerRow(row, () =>
        {
            get(ref source);
            return source is null ? null : compute(source);
        });
    }

    /// <summary>A getter that computes its image when it is first asked in a row.</summary>
    public static ValueGetter<MLImage> OncePerRow(DataViewRow row, Func<MLImage?> compute)
    {
        long position = long.MinValue;
        MLImage? image = null;
        return (ref MLImage value) =>
        {
            if (position != row.Position)
            {
                image = compute();
                position = row.Position;
            }
            value = image!;
        };
    }

    private static string Found(string type, DataViewType item)
        => item is TextDataViewType ? $"{type} (LoadImages makes images from a column of paths)" : type;
}

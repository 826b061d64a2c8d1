using Microsoft.ML.Model;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Loads the image files that a text column names: as images, or as the files' bytes.</summary>
public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(string? imageFolder, bool asImages, IReadOnlyList<InputOutputColumnPair> columns)
        : base(new ImageLoadingTransformer(imageFolder, asImages, columns)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, Transformer.Name);
            if (input.ItemType is not TextDataViewType || input.Kind != SchemaShape.Column.VectorKind.Scalar)
                throw InputColumn.Mismatch(Transformer.Name, input.Name, TextDataViewType.Instance.ToString(), input.TypeText);
            return Transformer.AsImages ? ImageColumns.ImageShape(pair.OutputColumnName)
                : new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Byte, false);
        }));
    }
}

/// <summary>
/// Loads the image files that a text column names; made by <see cref="ImageLoadingEstimator"/>. A file that is missing or no image is an error that names row and file.
/// </summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string ImagesKind = "LoadImages";
    internal const string BytesKind = "LoadRawImageBytes";

    /// <summary>The folder that relative names are looked up in; null or empty for the current one.</summary>
    public readonly string? ImageFolder;

    internal ImageLoadingTransformer(string? imageFolder, bool asImages, IReadOnlyList<InputOutputColumnPair> columns) : base(columns)
    {
        ImageFolder = imageFolder;
        AsImages = asImages;
    }

    internal bool AsImages { get; }

    internal string Name => AsImages ? ImagesKind : BytesKind;

    internal static ImageLoadingTransformer Load(ModelReader reader) => new(reader.TextOrNull("folder"), reader.Kind == ImagesKind, reader.Columns());

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Name);
        writer.Columns(Columns);
        writer.Set("folder", ImageFolder);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type is not TextDataViewType) throw InputColumn.Mismatch(Name, input.Name, TextDataViewType.Instance.ToString(), input.Type.ToString()!);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, AsImages ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> name = default;
        string Next()
        {
            get(ref name);
            if (name.IsEmpty) throw new InvalidOperationException($"Row {row.Position}: column '{input.Name}' names no image file.");
            return string.IsNullOrEmpty(ImageFolder) ? name.ToString() : Path.Combine(ImageFolder, name.ToString());
        }
        return AsImages
            ? (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                string path = Next();
                image = Read(row, path, static file => MLImage.CreateFromFile(file));
                image.Tag = path;
            })
            : (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> bytes) =>
            {
                byte[] content = Read(row, Next(), File.ReadAllBytes);
                bytes = new VBuffer<byte>(content.Length, content);
            });
    }

    private static T Read<T>(DataViewRow row, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = (error as ArgumentException)?.InnerException?.Message ?? error.Message;
            throw new InvalidOperationException($"Row {row.Position}: the image {path} cannot be read: {reason}", error);
        }
    }
}

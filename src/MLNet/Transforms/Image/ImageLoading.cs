using Microsoft.ML.Model;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.Imaging;
using Picture = MlNetDeepLearning.Imaging.Image;

namespace Microsoft.ML.Data;

/// <summary>Reads the image files that a column names; made by <c>LoadImages</c> and <c>LoadRawImageBytes</c>.</summary>
public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(InputOutputColumnPair column, string? imageFolder, bool raw) : base(ImageLoadingTransformer.Create(column, imageFolder, raw)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        InputOutputColumnPair pair = Transformer.Columns[0];
        SchemaShape.Column column = inputSchema.Get(pair.InputColumnName, Transformer.Name);
        if (column.ItemType is not TextDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw InputColumn.Mismatch(Transformer.Name, column.Name, "String, the paths of the images", column.TypeText);
        return inputSchema.With(SchemaShape.Of(pair.OutputColumnName, Transformer.OutputType));
    }
}

/// <summary>
/// Reads the image files that a column names: into images, or, raw, into the bytes of the files. A path
/// that is empty, and a file that is not there or cannot be read, is an error that names row and file.
/// </summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string ImagesKind = "LoadImages";
    internal const string BytesKind = "LoadRawImageBytes";

    /// <summary>The folder, as a full path, that relative paths start from; null where they start from the current folder.</summary>
    public readonly string? ImageFolder;

    private readonly bool _raw;

    private ImageLoadingTransformer(IReadOnlyList<InputOutputColumnPair> columns, string? imageFolder, bool raw) : base(columns)
    {
        ImageFolder = imageFolder;
        _raw = raw;
    }

    internal string Name => _raw ? BytesKind : ImagesKind;

    internal DataViewType OutputType => _raw ? new VectorDataViewType(NumberDataViewType.Byte) : new ImageDataViewType();

    internal static ImageLoadingTransformer Create(InputOutputColumnPair column, string? imageFolder, bool raw)
    {
        if (string.IsNullOrEmpty(imageFolder)) return new([column], null, raw);
        if (!Directory.Exists(imageFolder)) throw new ArgumentException($"The image folder '{Path.GetFullPath(imageFolder)}' does not exist.", nameof(imageFolder));
        return new([column], Path.GetFullPath(imageFolder), raw);
    }

    // Without a check of the folder: a model may be opened where it is not there, and be given absolute paths.
    internal static ImageLoadingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.TextOrNull("folder"), reader.Kind == BytesKind);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Name);
        writer.Columns(Columns);
        writer.Set("folder", ImageFolder);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
        => input.Type is TextDataViewType
            ? new(Columns[pair].OutputColumnName, OutputType)
            : throw InputColumn.Mismatch(Name, input.Name, "String, the paths of the images", input.Type.ToString()!);

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<ReadOnlyMemory<char>> getPath = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> text = default;
        string Next()
        {
            getPath(ref text);
            if (text.IsEmpty) throw new InvalidOperationException($"Row {row.Position}: column '{input.Name}' names no image file.");
            return ImageFolder is null ? text.ToString() : Path.Combine(ImageFolder, text.ToString());
        }
        if (_raw)
            return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
            {
                byte[] bytes = Read(Next(), File.ReadAllBytes, row, input);
                value = new VBuffer<byte>(bytes.Length, bytes);
            });
        return ImageColumns.OncePerRow(row, () =>
        {
            string path = Next();
            return new MLImage(Read(path, static file => Picture.Load(file), row, input)) { Tag = path };
        });
    }

    private static T Read<T>(string path, Func<string, T> read, DataViewRow row, DataViewSchema.Column input)
    {
        string where = $"Row {row.Position}, column '{input.Name}'";
        try
        {
            return read(path);
        }
        catch (ImageFormatException error)
        {
            throw new ImageFormatException($"{where}: the image {path} cannot be read: {error.Reason}");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            string from = Path.IsPathFullyQualified(path) ? "" : $" (looked for from the folder {Directory.GetCurrentDirectory()})";
            throw new FileNotFoundException($"{where}: there is no image {path}{from}.", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{where}: the image {path} cannot be read: {error.Message}");
        }
    }
}

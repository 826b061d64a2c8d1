using Microsoft.ML.Model;
using Microsoft.ML.Transforms.Image;

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

    private protected override RowMapping Bind(DataViewSchema input)
    {
        if (_raw) return base.Bind(input);
        DataViewSchema.Column column = InputColumn.Get(input, Columns[0].InputColumnName, Name);
        return new ImageLoadingMapping(input, new MappedColumn(OutputColumn(0, column), column.Index), ImageFolder);
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<ReadOnlyMemory<char>> getName = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> name = default;
        return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
        {
            getName(ref name);
            byte[] bytes = ImageFile.Of(row, input, ImageFolder, name).Bytes();
            value = new VBuffer<byte>(bytes.Length, bytes);
        });
    }
}

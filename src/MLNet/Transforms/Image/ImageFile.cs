using Microsoft.ML.Data;
using MlNetDeepLearning.Imaging;

namespace Microsoft.ML.Transforms.Image;

/// <summary>A file that a row names: reading it fails with one error that says row, column, file and reason.</summary>
internal readonly record struct ImageFile(long Row, string Column, string? Folder, string Name)
{
    public static ImageFile Of(DataViewRow row, DataViewSchema.Column column, string? folder, ReadOnlyMemory<char> name)
        => new(row.Position, column.Name, folder, name.ToString());

    public MLImage Decode()
    {
        string path = FullName();
        return new MLImage(Read(path, static file => MlNetDeepLearning.Imaging.Image.Load(file))) { Tag = path };
    }

    public byte[] Bytes() => Read(FullName(), File.ReadAllBytes);

    private string FullName()
    {
        if (Name.Length == 0) throw new InvalidOperationException($"Row {Row}: column '{Column}' names no image file.");
        return Folder is null ? Name : Path.Combine(Folder, Name);
    }

    private T Read<T>(string path, Func<string, T> read)
    {
        string where = $"Row {Row}, column '{Column}'";
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

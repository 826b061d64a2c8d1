namespace MlNetDeepLearning.Imaging;

/// <summary>Bytes that are not an image this library reads, are damaged, or exceed the limits of <see cref="DecodeOptions"/>.
/// The message names the reason, after the file where one is known. It is the only exception that decoding throws for any
/// content; a file that cannot be opened throws the usual <see cref="IOException"/>.</summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>An error in bytes that came from no known file.</summary>
    public ImageFormatException(string reason) : base(reason) => Reason = reason;

    /// <summary>An error in bytes that came from no known file, with what led to it.</summary>
    public ImageFormatException(string reason, Exception inner) : base(reason, inner) => Reason = reason;

    /// <summary>The same error with the file that it was found in; the message becomes <c>file: reason</c>.</summary>
    public ImageFormatException(string path, ImageFormatException inner) : base($"{path}: {inner.Reason}", inner)
    {
        Reason = inner.Reason;
        Path = path;
    }

    /// <summary>What is wrong, without the name of the file.</summary>
    public string Reason { get; }

    /// <summary>The file as it was given to <see cref="Image.Load"/>, or null for bytes.</summary>
    public string? Path { get; }
}

using System.Globalization;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Reads the elements of tensors that lie in files beside the model, and nowhere else.</summary>
internal sealed class ExternalData(string? folder)
{
    /// <summary>Fills a tensor with its elements.</summary>
    /// <param name="proto">The message, which says file, offset and length.</param>
    /// <param name="bytes">How many bytes the elements take in the file.</param>
    /// <param name="place">Where the message stands, for errors.</param>
    /// <param name="take">Takes the bytes in pieces: where a piece begins, and the piece.</param>
    /// <exception cref="OnnxFormatException">There is no such file inside the model's folder, or it is too short.</exception>
    public void Read(TensorProto proto, long bytes, string place, Action<long, ReadOnlySpan<byte>> take)
    {
        string path = Locate(proto, place);
        long offset = Number("offset") ?? 0, length = Number("length") ?? bytes;
        if (length != bytes) throw new OnnxFormatException($"{place}: its shape needs {bytes} bytes, but {length} are said to lie in '{Path.GetFileName(path)}'.");
        using FileStream stream = Open(path, place);
        if (offset < 0 || offset > stream.Length - bytes)
            throw new OnnxFormatException($"{place}: '{Path.GetFileName(path)}' has {stream.Length} bytes, too few for {bytes} at {offset}.");
        stream.Position = offset;
        var piece = new byte[(int)Math.Min(bytes, 1 << 20)];
        for (long at = 0; at < bytes;)
        {
            int count = (int)Math.Min(piece.Length, bytes - at);
            stream.ReadExactly(piece, 0, count);
            take(at, piece.AsSpan(0, count));
            at += count;
        }

        long? Number(string key) => !proto.ExternalData.TryGetValue(key, out string? text) ? null
            : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number
            : throw new OnnxFormatException($"{place}: the {key} '{text}' of its elements is no number.");
    }

    private string Locate(TensorProto proto, string place)
    {
        if (folder is null)
            throw new OnnxFormatException($"{place}: its elements lie in another file, which cannot be found from bytes alone; open the model by its path.");
        string location = proto.ExternalData.GetValueOrDefault("location", "");
        if (location.Length == 0) throw new OnnxFormatException($"{place}: its elements lie in another file, but it does not say in which.");
        string root = Path.GetFullPath(folder), path = Path.GetFullPath(Path.Combine(root, location));
        string inside = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        if (Path.IsPathRooted(location) || !path.StartsWith(inside, StringComparison.Ordinal) || LeadsOut(path, inside))
            throw new OnnxFormatException($"{place}: its elements are said to lie in '{location}', which is outside the model's folder.");
        if (!File.Exists(path)) throw new OnnxFormatException($"{place}: its elements lie in '{location}', which is not beside the model; put it there.");
        return path;
    }

    // A link inside the folder may lead anywhere.
    private static bool LeadsOut(string path, string inside)
    {
        for (string? at = path; at is not null && at.Length > inside.Length; at = Path.GetDirectoryName(at))
        {
            FileSystemInfo entry = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
                && !target.FullName.StartsWith(inside, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private static FileStream Open(string path, string place)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxFormatException($"{place}: its elements cannot be read: {e.Message}", e);
        }
    }
}

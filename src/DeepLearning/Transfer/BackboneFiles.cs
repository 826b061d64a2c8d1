using System.IO.Compression;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Finds and reads pretrained networks: ONNX files, TensorFlow graphs, <c>.meta</c> files and SavedModels, model zips; by path, or by the name of a folder below
/// <c>models</c> in <c>MLNETDL_HOME</c> or the repository.
/// </summary>
public static class BackboneFiles
{
    private const long MostZipBytes = 2L << 30;
    private static readonly string[] Extensions = [".onnx", ".zip", ".pb", ".meta"];

    /// <summary>The file or folder that a path or name means.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says where it was looked for.</exception>
    public static string Find(string backbone)
    {
        if (File.Exists(backbone) || Directory.Exists(backbone)) return backbone;
        bool isName = backbone.Length > 0 && backbone == Path.GetFileName(backbone) && !Extensions.Contains(Path.GetExtension(backbone).ToLowerInvariant());
        if (isName && RepositoryFiles.TryFind(Path.Combine("models", backbone)) is { } folder)
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)];
            if (files.Length > 0) return files[0];
            throw new FileNotFoundException($"'{folder}' has no network (.onnx, .zip, .pb, .meta).");
        }
        throw new FileNotFoundException($"There is no backbone '{backbone}': neither a file or folder of that name, nor a folder '{Path.Combine("models", backbone)}' in the repository"
            + (RepositoryFiles.Home is { } home ? $" or in '{home}' (MLNETDL_HOME)." : " (MLNETDL_HOME is not set).")
            + $" Name an ONNX file, a TensorFlow graph or a model zip, or '{TransferLearningOptions.EmbeddedBackbone}', which the repository has.");
    }

    /// <summary>Reads a network with weights that can be trained.</summary>
    /// <param name="path">The file or folder.</param>
    /// <exception cref="DatasetException">The zip has no network.</exception>
    /// <exception cref="OnnxFormatException">The file is damaged.</exception>
    /// <exception cref="TensorFlowFormatException">The file is damaged.</exception>
    public static Graph Read(string path)
    {
        var onnx = new OnnxImportOptions(Trainable: true);
        return Directory.Exists(path) ? TensorFlowImporter.Import(path, new TensorFlowImportOptions { Trainable = true })
            : Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".zip" => OnnxImporter.Import(NetworkOf(path), onnx),
                ".pb" or ".meta" => TensorFlowImporter.Import(path, new TensorFlowImportOptions { Trainable = true }),
                _ => OnnxImporter.Import(path, onnx),
            };
    }

    /// <summary>The ONNX file in a model zip.</summary>
    /// <exception cref="DatasetException">It is no zip, or has no network.</exception>
    public static byte[] NetworkOf(string zip)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(zip);
            ZipArchiveEntry entry = archive.Entries.FirstOrDefault(e => e.FullName.EndsWith("model.onnx", StringComparison.Ordinal))
                ?? throw new DatasetException($"'{zip}' has no network in it.");
            if (entry.Length > MostZipBytes) throw new DatasetException($"The network in '{zip}' has {entry.Length:N0} bytes; at most {MostZipBytes:N0} are read.");
            var bytes = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DatasetException($"'{zip}' is not a model that can be read: {e.Message}", e);
        }
    }
}

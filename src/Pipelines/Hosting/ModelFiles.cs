using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Hosting;

/// <summary>Opens model zips with errors that name the file.</summary>
public static class ModelFiles
{
    /// <summary>The name of a pipeline's model in its output folder.</summary>
    public const string Name = "model.zip";

    /// <summary>Loads a model.</summary>
    /// <exception cref="PipelineException">It is not there, or damaged.</exception>
    public static ITransformer Load(MLContext context, string path, out DataViewSchema schema)
    {
        if (!File.Exists(path)) throw new PipelineException($"There is no model '{path}'. Train one first, or name another with --model.");
        try
        {
            return context.Model.Load(path, out schema);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or InvalidOperationException or ArgumentException or EndOfStreamException)
        {
            throw new PipelineException(e.Message.Contains(path, StringComparison.Ordinal) ? e.Message : $"'{path}' is not a model that can be read: {e.Message}", e);
        }
    }

    /// <summary>The model without its first step, which loads pictures from files: for pictures that are loaded already.</summary>
    public static ITransformer WithoutLoading(ITransformer model) => model is TransformerChain<ITransformer> chain
        ? new TransformerChain<ITransformer>([.. chain.Skip(1)])
        : model;

    /// <summary>Writes the network of a model as an ONNX file.</summary>
    /// <exception cref="PipelineException">The model has no network.</exception>
    public static void ExportOnnx(string model, string target)
    {
        if (!File.Exists(model)) throw new PipelineException($"There is no model '{model}'. Train one first, or name another with --model.");
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(model);
            ZipArchiveEntry entry = zip.Entries.FirstOrDefault(e => e.FullName.EndsWith("model.onnx", StringComparison.Ordinal))
                ?? throw new PipelineException($"'{model}' has no network in it.");
            if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder) Directory.CreateDirectory(folder);
            entry.ExtractToFile(target, overwrite: true);
        }
        catch (InvalidDataException e)
        {
            throw new PipelineException($"'{model}' is not a model that can be read: {e.Message}", e);
        }
    }
}

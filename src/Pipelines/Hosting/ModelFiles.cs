using System.IO.Compression;
using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;

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
    /// <param name="model">The zip.</param>
    /// <param name="target">The file.</param>
    /// <param name="features">The values that transfer learning takes as features, for the file's metadata; null for none.</param>
    /// <exception cref="PipelineException">The model has no network, or that no such values.</exception>
    public static void ExportOnnx(string model, string target, string? features = null)
    {
        if (!File.Exists(model)) throw new PipelineException($"There is no model '{model}'. Train one first, or name another with --model.");
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(model);
            ZipArchiveEntry entry = zip.Entries.FirstOrDefault(e => e.FullName.EndsWith("model.onnx", StringComparison.Ordinal))
                ?? throw new PipelineException($"'{model}' has no network in it.");
            if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder) Directory.CreateDirectory(folder);
            entry.ExtractToFile(target, overwrite: true);
            if (features is not null) NameFeatures(target, features);
        }
        catch (InvalidDataException e)
        {
            throw new PipelineException($"'{model}' is not a model that can be read: {e.Message}", e);
        }
    }

    private static void NameFeatures(string network, string features)
    {
        var file = new ModelProto();
        file.MergeFrom(File.ReadAllBytes(network));
        file.MetadataProps.RemoveAll(entry => entry.Key == PictureBackbone.FeaturesKey);
        file.MetadataProps.Add(new TextEntry { Key = PictureBackbone.FeaturesKey, Value = features });
        File.WriteAllBytes(network, file.ToByteArray());
        try
        {
            PictureBackbone.Load(network);
        }
        catch (DatasetException e)
        {
            File.Delete(network);
            throw new PipelineException(e.Message, e);
        }
    }
}

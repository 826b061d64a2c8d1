using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>A network of the catalog.</summary>
/// <param name="Name">The name under which it is chosen.</param>
/// <param name="Task">What it is for: <c>classify</c>, <c>detect</c>, <c>segment</c>, or another word.</param>
/// <param name="Format">The format of its file: <c>onnx</c>.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="File">The file's name.</param>
/// <param name="Sha256">The checksum of the file in hexadecimal digits.</param>
/// <param name="Bytes">The file's size.</param>
/// <param name="Licence">The terms of use.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Url">Where the file is downloaded from; null for those in the repository.</param>
/// <param name="Path">Where the repository has it; null for those to be downloaded.</param>
/// <param name="Preset">The preset of preprocessing; null where the file or its name says it.</param>
/// <param name="Labels">The labels: <c>coco</c>, <c>voc</c> or <c>face</c>, or names with commas between; null where the file has them or there are none.</param>
public sealed record CatalogModel(string Name, string Task, string Format, string Description, string File, string Sha256, long Bytes, string Licence, string Source,
    string? Url = null, string? Path = null, string? Preset = null, string? Labels = null);

/// <summary>The list of networks that are known: <c>models/catalog.json</c>.</summary>
/// <param name="SchemaVersion">The version of the form.</param>
/// <param name="Models">The networks.</param>
public sealed record ModelCatalog(int SchemaVersion, IReadOnlyList<CatalogModel> Models)
{
    /// <summary>Where the repository has it.</summary>
    public const string RepositoryPath = "models/catalog.json";

    private const int NewestVersion = 1;
    private const int Sha256Digits = 64;

    /// <summary>Reads a catalog and checks each entry.</summary>
    /// <exception cref="PipelineException">It is not there, or is no catalog.</exception>
    public static ModelCatalog Load(string path)
    {
        if (!System.IO.File.Exists(path)) throw new PipelineException($"There is no catalog '{path}'.");
        try
        {
            using FileStream file = System.IO.File.OpenRead(path);
            ModelCatalog catalog = JsonSerializer.Deserialize(file, CatalogJsonContext.Default.ModelCatalog) ?? throw new PipelineException($"'{path}' is empty.");
            if (catalog.SchemaVersion > NewestVersion)
                throw new PipelineException($"'{path}' has version {catalog.SchemaVersion} of the catalog's form; this program reads up to version {NewestVersion}. Update it.");
            foreach (CatalogModel model in catalog.Models) Check(path, model);
            if (catalog.Models.GroupBy(m => m.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new PipelineException($"'{path}' has two models named '{twice.Key}'.");
            return catalog;
        }
        catch (JsonException e)
        {
            throw new PipelineException($"'{path}' is no catalog of models: {e.Message}", e);
        }
    }

    /// <summary>The repository's catalog, or one without entries where the program runs elsewhere.</summary>
    /// <exception cref="PipelineException">There is one, but it is damaged.</exception>
    public static ModelCatalog OfRepository() => RepositoryFiles.TryFind(RepositoryPath) is { } path ? Load(path) : new ModelCatalog(NewestVersion, []);

    /// <summary>A model by its name; null where there is none.</summary>
    public CatalogModel? Find(string name) => Models.FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void Check(string path, CatalogModel model)
    {
        string? wrong = string.IsNullOrWhiteSpace(model.Name) ? "has no name"
            : model.Url is null == (model.Path is null) ? "must have either a url or a path"
            : string.IsNullOrWhiteSpace(model.File) || model.File != System.IO.Path.GetFileName(model.File) || model.File is "." or ".." ? "needs a file name without folders"
            : model.Name != System.IO.Path.GetFileName(model.Name) || model.Name is "." or ".." ? "has a name that is no plain word"
            : model.Sha256 is null || model.Sha256.Length != Sha256Digits || !model.Sha256.All(char.IsAsciiHexDigit) ? "needs a SHA-256 checksum of 64 hexadecimal digits"
            : model.Bytes <= 0 ? "must say how many bytes it has" : null;
        if (wrong is not null) throw new PipelineException($"'{path}': the model '{model.Name}' {wrong}.");
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelCatalog))]
internal sealed partial class CatalogJsonContext : JsonSerializerContext;

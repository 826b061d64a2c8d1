using System.Security.Cryptography;
using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>What is found of a model of the catalog on this machine.</summary>
public enum ModelState
{
    /// <summary>There is no file.</summary>
    Missing,

    /// <summary>The file has the size that the catalog names; its checksum was not taken.</summary>
    Present,

    /// <summary>Size and checksum are those of the catalog.</summary>
    Verified,

    /// <summary>The file is another one than the catalog names.</summary>
    Damaged,
}

/// <summary>Networks on this machine: those of the repository, and those that were downloaded to <c>MLNETDL_HOME</c> or the user's own folder.</summary>
public sealed class ModelStore
{
    /// <summary>Opens the store.</summary>
    /// <param name="home">The folder of downloads; null for <c>MLNETDL_HOME</c>, else a folder of the user's.</param>
    public ModelStore(string? home = null) => Home = Path.GetFullPath(home ?? DefaultHome());

    /// <summary>The folder in which downloads lie, each below <c>models/NAME</c>.</summary>
    public string Home { get; }

    /// <summary>Where a model's file lies, or would.</summary>
    public string PathOf(CatalogModel model) => model.Path is { } inRepository
        ? RepositoryFiles.TryFind(inRepository) ?? Path.Combine(Home, inRepository)
        : Path.Combine(Home, "models", model.Name, model.File);

    /// <summary>Looks at a model's file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="checksum">Whether its checksum is taken.</param>
    public ModelState Look(CatalogModel model, bool checksum)
    {
        string path = PathOf(model);
        if (!File.Exists(path)) return ModelState.Missing;
        if (new FileInfo(path).Length != model.Bytes) return ModelState.Damaged;
        return !checksum ? ModelState.Present : Checksum(path) == model.Sha256.ToLowerInvariant() ? ModelState.Verified : ModelState.Damaged;
    }

    /// <summary>The file that a command line means: a file, or a name of the catalog.</summary>
    /// <param name="model">What the command line says.</param>
    /// <param name="catalog">The catalog.</param>
    /// <exception cref="PipelineException">There is no such file or name, or it was not downloaded yet.</exception>
    public (string Path, CatalogModel? Entry) Resolve(string model, ModelCatalog catalog)
    {
        if (File.Exists(model) || Directory.Exists(model))
        {
            string full = Path.GetFullPath(model);
            return (model, catalog.Models.FirstOrDefault(m => Path.GetFullPath(PathOf(m)) == full));
        }
        if (catalog.Find(model) is not { } entry)
            throw new PipelineException($"There is no file '{model}', and no model of that name in the catalog ({string.Join(", ", catalog.Models.Select(m => m.Name))}).");
        return Look(entry, checksum: false) switch
        {
            ModelState.Missing => throw new PipelineException($"The model '{entry.Name}' is not on this machine: '{PathOf(entry)}' does not exist. Download it with: models pull {entry.Name}{(entry.Url is null ? "" : $", or put {entry.Url} there")}."),
            ModelState.Damaged => throw new PipelineException($"'{PathOf(entry)}' is not the file that the catalog names ({entry.Bytes:N0} bytes). Delete it and run: models pull {entry.Name}."),
            _ => (PathOf(entry), entry),
        };
    }

    /// <summary>The files that a command line means: files, those in folders, and names of the repository's catalog.</summary>
    /// <param name="models">What the command line says.</param>
    /// <param name="inFolder">The models in a folder.</param>
    /// <param name="what">What those are, for errors.</param>
    /// <exception cref="PipelineException">There is no such file or name, or a folder has no model.</exception>
    public IReadOnlyList<string> FindFiles(IReadOnlyList<string> models, Func<string, IEnumerable<string>> inFolder, string what)
    {
        ModelCatalog catalog = ModelCatalog.OfRepository();
        List<string> files = [];
        foreach (string model in models)
        {
            if (!Directory.Exists(model))
            {
                files.Add(Resolve(model, catalog).Path);
                continue;
            }
            string[] found = [.. inFolder(model).Order(StringComparer.Ordinal)];
            files.AddRange(found.Length > 0 ? found : throw new PipelineException($"'{model}' has no {what}."));
        }
        return files;
    }

    /// <summary>The checksum of a file in lower-case hexadecimal digits.</summary>
    public static string Checksum(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string DefaultHome() => RepositoryFiles.Home
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } local ? local : Path.GetTempPath(), "mlnetdl");
}

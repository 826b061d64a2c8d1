using System.CommandLine;
using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>The command <c>models</c> with <c>list</c>, <c>pull</c> and <c>verify</c>.</summary>
public static class ModelCommands
{
    private static readonly Option<string?> CatalogOption = new("--catalog") { Description = "Another catalog than the repository's.", HelpName = "file", Recursive = true };
    private static readonly Option<string?> HomeOption = new("--home") { Description = "The folder of downloads; otherwise MLNETDL_HOME, or a folder of yours.", HelpName = "folder", Recursive = true };

    /// <summary>Makes the command.</summary>
    /// <param name="format">The format of the models that this pipeline scores.</param>
    public static Command Create(string format)
    {
        var names = new Argument<string[]>("names") { Description = "Models of the catalog; none for all.", Arity = ArgumentArity.ZeroOrMore };
        var list = new Command("list", "Show the catalog, and what of it is on this machine.");
        list.SetAction((parsed, _) => Task.FromResult(List(Open(parsed), format)));
        var pull = new Command("pull", "Download models, check them, and keep them.") { names };
        pull.SetAction(async (parsed, cancellation) => await Pull(Open(parsed), format, parsed.GetValue(names)!, cancellation));
        var verify = new Command("verify", "Take the checksums of the models on this machine.") { names };
        verify.SetAction((parsed, _) => Task.FromResult(Verify(Open(parsed), format, parsed.GetValue(names)!)));
        return new Command("models", "The catalog of models: list, pull, verify.") { list, pull, verify, CatalogOption, HomeOption };
    }

    private static (ModelCatalog Catalog, ModelStore Store) Open(ParseResult parsed) =>
        (ModelCatalog.Load(parsed.GetValue(CatalogOption) ?? RepositoryFiles.Find(ModelCatalog.RepositoryPath)), new ModelStore(parsed.GetValue(HomeOption)));

    private static int List((ModelCatalog Catalog, ModelStore Store) from, string format)
    {
        Terminal.Table(["Model", "Task", "Size", "Licence", "Here", "What"], Choose(from.Catalog, format, []).Select(m => (IReadOnlyList<string>)
            [m.Name, m.Task, Size(m.Bytes), m.Licence, from.Store.Look(m, checksum: false) switch { ModelState.Missing => "no", ModelState.Damaged => "damaged", _ => "yes" }, m.Description]));
        Terminal.Line($"Downloads lie in {from.Store.Home} (MLNETDL_HOME). Use a model by its name: --model {Choose(from.Catalog, format, []).FirstOrDefault()?.Name}.");
        return ExitCodes.Done;
    }

    private static async Task<int> Pull((ModelCatalog Catalog, ModelStore Store) from, string format, string[] names, CancellationToken cancellation)
    {
        foreach (CatalogModel model in Choose(from.Catalog, format, names))
        {
            string path = from.Store.PathOf(model);
            if (from.Store.Look(model, checksum: true) == ModelState.Verified)
            {
                Terminal.Line($"{model.Name}: is here, {path}.");
                continue;
            }
            using (var line = new ProgressLine())
                await ModelDownload.Fetch(model, path, (have, all) => line.Show((double)have / all, () => $"{model.Name}, {Size(have)} of {Size(all)}"), cancellation);
            Terminal.Line($"{model.Name}: downloaded {Size(model.Bytes)}, checksum right, {path}. Licence: {model.Licence}.");
        }
        return ExitCodes.Done;
    }

    private static int Verify((ModelCatalog Catalog, ModelStore Store) from, string format, string[] names)
    {
        int damaged = 0;
        foreach (CatalogModel model in Choose(from.Catalog, format, names))
        {
            ModelState state = from.Store.Look(model, checksum: true);
            if (state == ModelState.Damaged || (state == ModelState.Missing && names.Length > 0)) damaged++;
            Terminal.Line($"{model.Name}: {state switch { ModelState.Verified => "checksum right", ModelState.Damaged => $"DAMAGED, delete it and pull it again", _ => "not here" }}, {from.Store.PathOf(model)}");
        }
        return damaged == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static IReadOnlyList<CatalogModel> Choose(ModelCatalog catalog, string format, string[] names) => names.Length == 0
        ? [.. catalog.Models.Where(m => m.Format == format)]
        : [.. names.Select(n => catalog.Find(n) ?? throw new PipelineException($"The catalog has no model '{n}'. It has: {string.Join(", ", catalog.Models.Select(m => m.Name))}."))];

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{bytes / 1024.0:0} kB" : $"{bytes / 1048576.0:0.0} MB";
}

namespace MlNetDeepLearning.ModelConsumer;

/// <summary>The command line.</summary>
internal sealed record ConsumerArguments(string Model, IReadOnlyList<string> Images, int Threads, int Repeat, int Top)
{
    public const string Help = """
        Predicts the classes of pictures with a model zip.

        Usage: ModelConsumer <model.zip> <picture or folder>... [--threads N] [--repeat N] [--top N]

          --threads  how many threads predict at once with the same prediction engine (default: the number of cores)
          --repeat   how often to predict everything, to watch speed and memory (default: 1)
          --top      how many classes to show (default: 3)
        """;

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif"];

    /// <summary>Reads a command line; null when it makes no sense.</summary>
    public static ConsumerArguments? Parse(string[] args)
    {
        List<string> paths = [];
        Dictionary<string, int> numbers = new() { ["--threads"] = Environment.ProcessorCount, ["--repeat"] = 1, ["--top"] = 3 };
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) paths.Add(args[i]);
            else if (numbers.ContainsKey(args[i]) && i + 1 < args.Length && int.TryParse(args[i + 1], out int number) && number > 0) numbers[args[i++]] = number;
            else return null;
        }
        return paths.Count < 2 ? null : new(paths[0], paths[1..], numbers["--threads"], numbers["--repeat"], numbers["--top"]);
    }

    /// <summary>The picture files among the paths and in the folders.</summary>
    public string[] Files() => [.. Images.SelectMany(Pictures)];

    private static IEnumerable<string> Pictures(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"'{path}' does not exist.");
        return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal);
    }
}

namespace MlNetDeepLearning.Tests.Unit;

/// <summary>Finds the data folder <c>shared</c> that may lie beside the repository; tests that need it skip without it.</summary>
public static class SharedData
{
    private static readonly string? Root = FindRoot();

    /// <summary>The full path of a file or folder below <c>../shared</c>, or null when it is not there.</summary>
    public static string? Find(string relative)
    {
        if (Root is null) return null;
        string path = Path.Combine(Root, relative);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    /// <summary>The full path of a file or folder below <c>../shared</c>; throws when it is not there.</summary>
    public static string PathOf(string relative) => Find(relative) ?? throw new FileNotFoundException($"../shared/{relative} is not here.");

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) continue;
            string shared = Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
        }
        return null;
    }
}

/// <summary>A fact that needs a file or folder of <c>../shared</c> and skips, saying so, where it is absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string relative)
    {
        if (SharedData.Find(relative) is null) Skip = $"needs ../shared/{relative}, which is not here";
    }
}

/// <summary>A theory that needs a file or folder of <c>../shared</c> and skips, saying so, where it is absent.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string relative)
    {
        if (SharedData.Find(relative) is null) Skip = $"needs ../shared/{relative}, which is not here";
    }
}

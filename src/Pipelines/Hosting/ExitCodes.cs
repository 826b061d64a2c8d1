namespace MlNetDeepLearning.Hosting;

/// <summary>What a pipeline's process returns.</summary>
public static class ExitCodes
{
    /// <summary>All done.</summary>
    public const int Done = 0;

    /// <summary>Something failed; one line on standard error says what.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Done, but some of what was given could not be worked on, or is worse than it may be; each such thing has its line.</summary>
    public const int SomeFailed = 3;

    /// <summary>Cancelled with Ctrl+C or a termination signal, after saving what can be continued.</summary>
    public const int Cancelled = 130;
}

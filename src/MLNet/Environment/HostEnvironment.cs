using System.Collections.Concurrent;

namespace Microsoft.ML.Runtime;

/// <summary>What operations run in: it takes messages and progress and knows the components. <see cref="MLContext"/> is one.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    /// <summary>The components that were registered.</summary>
    ComponentCatalog ComponentCatalog { get; }

    /// <summary>Makes a host for a component of that name.</summary>
    /// <param name="name">The name, which becomes the source of its messages.</param>
    /// <param name="seed">The seed of the host's random numbers; null derives it from this environment.</param>
    /// <param name="verbose">Not used.</param>
    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The environment of one component, with random numbers of its own.</summary>
public interface IHost : IHostEnvironment
{
    /// <summary>The component's random numbers.</summary>
    Random Rand { get; }
}

/// <summary>What the runtime's own components know of their environment beyond its public face.</summary>
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    EnvironmentState State { get; }
}

/// <summary>What all hosts of one context share.</summary>
internal sealed class EnvironmentState(int? seed)
{
    private readonly Random _seeds = seed is int value ? new Random(value) : new Random();
    private readonly Lock _lock = new();

    public int? Seed { get; } = seed;

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; } = true;

    public string? TempFilePath { get; set; }

    public ComponentCatalog ComponentCatalog { get; } = new();

    public ConcurrentDictionary<string, object?> Options { get; } = new();

    public Action<ChannelMessage, string>? Listener { get; set; }

    public int NextSeed()
    {
        lock (_lock) return _seeds.Next();
    }
}

internal static class HostEnvironmentExtensions
{
    public static int NextSeed(this IHostEnvironment environment)
        => environment is IHostEnvironmentInternal known ? known.State.NextSeed() : Random.Shared.Next();

    public static void Warn(this IHostEnvironment environment, string source, string message)
    {
        using IChannel channel = environment.Start(source);
        channel.Warning(MessageSensitivity.Schema, message);
    }
}

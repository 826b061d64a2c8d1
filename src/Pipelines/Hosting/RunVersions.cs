using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Hosting;

/// <summary>What a run ran on, for reports.</summary>
public static class RunVersions
{
    /// <summary>Versions and hardware by name.</summary>
    public static IReadOnlyDictionary<string, string> Collect() => new Dictionary<string, string>
    {
        ["MlNetDeepLearning"] = typeof(RunVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        ["ML.NET runtime"] = Runtime,
        [".NET"] = RuntimeInformation.FrameworkDescription,
        ["Operating system"] = RuntimeInformation.OSDescription,
        ["Processor"] = $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, vectors of {Vectors} bits",
    };

#if MLNET_PACKAGES
    private const string Runtime = "official packages";
#else
    private const string Runtime = "managed";
#endif

    private static int Vectors => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
}

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Vision;

/// <summary>
/// Finds the file of a pretrained network: where the official trainer keeps it, in the folder <c>MLNETDL_HOME</c>, or where the official trainer
/// downloads it from. A download goes to a temporary name, goes on where an earlier attempt stopped, and is moved into place when it is whole.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="environment">Knows the folder of temporary files.</param>
/// <param name="channel">Told of downloads.</param>
/// <param name="source">Where downloads come from; null for the environment variable <c>MICROSOFTML_RESOURCE_URL</c>, else the official place.</param>
internal sealed class PretrainedFile(PretrainedNetwork network, IHostEnvironment environment, IChannel channel, string? source = null)
{
    private const string OfficialSource = "https://aka.ms/mlnet-resources/";
    private const string SourceVariable = "MICROSOFTML_RESOURCE_URL";
    private const long MostBytes = 1L << 30;
    private const long BytesPerMessage = 16L << 20;

    private static readonly Lock Downloading = new();

    private readonly string _folder = Path.Combine((environment as IHostEnvironmentInternal)?.State.TempFilePath ?? Path.GetTempPath(), "MLNET");

    /// <summary>The file's path.</summary>
    /// <exception cref="FileNotFoundException">It is nowhere, and cannot be downloaded.</exception>
    public string Find()
    {
        string official = Path.Combine(_folder, network.File);
        string?[] places = [official, Home(network.File), Home("models", Path.GetFileNameWithoutExtension(network.File), network.File)];
        if (places.FirstOrDefault(File.Exists) is { } found) return found;
        lock (Downloading)
        {
            if (!File.Exists(official)) Download(official);
        }
        return official;
    }

    private static string? Home(params string[] path) => Environment.GetEnvironmentVariable("MLNETDL_HOME") is { Length: > 0 } home ? Path.Combine([home, .. path]) : null;

    private void Download(string target)
    {
        string place = source ?? (Environment.GetEnvironmentVariable(SourceVariable) is { Length: > 0 } other ? other : OfficialSource);
        string url = $"{place.TrimEnd('/')}/meta/{network.File}", part = target + ".part";
        try
        {
            Directory.CreateDirectory(_folder);
            channel.Info(MessageSensitivity.None, $"Downloading the pretrained network {network.File} from {url}");
            Receive(url, part);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or TaskCanceledException or NotSupportedException or InvalidOperationException)
        {
            throw new FileNotFoundException($"The pretrained network {network.File} is not on this machine, and cannot be downloaded from {url}: {e.Message} "
                + $"Put the file at '{target}', or into the folder that the environment variable MLNETDL_HOME names. Without it, TransferLearning of MlNetDeepLearning.DeepLearning works at once: "
                + "its default network comes with the library.", target, e);
        }
        File.Move(part, target, overwrite: true);
        using FileStream whole = File.OpenRead(target);
        channel.Info(MessageSensitivity.None, $"Downloaded {target}: {whole.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(whole))}");
    }

    private void Receive(string url, string part)
    {
        using HttpClient client = new() { Timeout = TimeSpan.FromMinutes(30) };
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == have) return;
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentType?.MediaType == "text/html") throw new HttpRequestException("the server sends a page instead of the file.");
        // A server that knows no ranges sends everything from the start.
        if (response.StatusCode != HttpStatusCode.PartialContent) have = 0;
        long? expected = response.Content.Headers.ContentLength is { } length ? have + length : null;
        using Stream body = response.Content.ReadAsStream();
        using FileStream file = new(part, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        byte[] block = new byte[1 << 16];
        long reported = have;
        for (int read; (read = body.Read(block)) > 0;)
        {
            have += read;
            if (have > MostBytes) throw new IOException($"the server sends more than {MostBytes} bytes, which no such network has.");
            file.Write(block, 0, read);
            if (have - reported < BytesPerMessage) continue;
            reported = have;
            channel.Info(MessageSensitivity.None, $"{network.File}: {have} of {expected?.ToString() ?? "?"} bytes");
        }
        if (have < expected) throw new IOException($"the connection ended after {have} of {expected} bytes; the next attempt goes on from there.");
    }
}

using System.Net;
using System.Net.Http.Headers;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Downloads a file of the catalog: to a temporary name, going on where an earlier attempt stopped, and moved into place only when its checksum is right.</summary>
public static class ModelDownload
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Downloads a model's file to where the store wants it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="progress">Told the bytes that are there, of so many.</param>
    /// <param name="cancellation">Stops; what is there stays for the next attempt.</param>
    /// <exception cref="PipelineException">There is no network, the server refuses, or the file is not what the catalog names.</exception>
    public static async Task Fetch(CatalogModel model, string target, Action<long, long> progress, CancellationToken cancellation)
    {
        if (model.Url is null) throw new PipelineException($"The model '{model.Name}' is part of the repository ({model.Path}) and is not downloaded.");
        string part = target + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
            client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("MlNetDeepLearning", "1.0"));
            await Receive(client, model, part, progress, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new PipelineException($"'{model.Name}' could not be downloaded from {model.Url}: {e.Message} Without a network, put the file at '{target}' ({model.Bytes:N0} bytes, SHA-256 {model.Sha256}).", e);
        }
        string checksum = ModelStore.Checksum(part);
        if (checksum != model.Sha256.ToLowerInvariant())
        {
            long bytes = new FileInfo(part).Length;
            File.Delete(part);
            throw new PipelineException($"What {model.Url} gives is not '{model.Name}': {bytes:N0} bytes with SHA-256 {checksum}, expected {model.Bytes:N0} bytes with {model.Sha256}. It was deleted.");
        }
        File.Move(part, target, overwrite: true);
    }

    private static async Task Receive(HttpClient client, CatalogModel model, string part, Action<long, long> progress, CancellationToken cancellation)
    {
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have == model.Bytes) return;
        if (have > model.Bytes) have = 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, model.Url);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        // A server that knows no ranges sends everything from the start.
        if (response.StatusCode != HttpStatusCode.PartialContent) have = 0;
        await using Stream source = await response.Content.ReadAsStreamAsync(cancellation);
        await using var file = new FileStream(part, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var block = new byte[BlockBytes];
        for (int read; (read = await source.ReadAsync(block, cancellation)) > 0; progress(have, model.Bytes))
        {
            have += read;
            if (have > model.Bytes) throw new PipelineException($"{model.Url} sends more than the {model.Bytes:N0} bytes that '{model.Name}' has in the catalog.");
            await file.WriteAsync(block.AsMemory(0, read), cancellation);
        }
        if (have < model.Bytes) throw new IOException($"the connection ended after {have:N0} of {model.Bytes:N0} bytes; run it again to go on.");
    }
}

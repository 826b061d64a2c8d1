using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Hosting.Scoring;
using MlNetDeepLearning.Tests.Unit;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>The catalog of models and its downloads, from a server on this machine.</summary>
public sealed class ModelCatalogTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("catalog").FullName;
    private readonly byte[] _bytes = new byte[300_000];
    private readonly HttpListener _server = new();
    private readonly List<string?> _ranges = [];
    private readonly string _address;
    private int _breakAfter = int.MaxValue;
    private bool _knowsRanges = true;

    public ModelCatalogTests()
    {
        new Random(1).NextBytes(_bytes);
        _address = $"http://127.0.0.1:{FreePort()}/";
        _server.Prefixes.Add(_address);
        _server.Start();
        _ = Serve();
    }

    private string Home => Path.Combine(_root, "home");

    private string Target => Path.Combine(Home, "models", "noise", "noise.onnx");

    public void Dispose()
    {
        _server.Close();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void PullDownloadsChecksAndKeeps()
    {
        string catalog = WriteCatalog(_address + "noise.onnx");
        AppResult list = Run("list", catalog);
        Assert.True(list.ExitCode == 0, list.ToString());
        Assert.Contains("noise", list.Output);
        AppResult pull = Run("pull", catalog, "noise");
        Assert.True(pull.ExitCode == 0, pull.ToString());
        Assert.True(File.ReadAllBytes(Target).AsSpan().SequenceEqual(_bytes));
        Assert.False(File.Exists(Target + ".part"));
        Assert.Contains("checksum right", Run("verify", catalog).Output);
        Assert.Contains("is here", Run("pull", catalog).Output);
        Assert.Single(_ranges);

        File.WriteAllBytes(Target, new byte[_bytes.Length]);
        AppResult damaged = Run("verify", catalog);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("DAMAGED", damaged.Output);
        Assert.Equal(0, Run("pull", catalog).ExitCode);
        Assert.Equal(0, Run("verify", catalog, "noise").ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABrokenDownloadGoesOn(bool serverKnowsRanges)
    {
        string catalog = WriteCatalog(_address + "noise.onnx");
        (_breakAfter, _knowsRanges) = (100_000, serverKnowsRanges);
        AppResult broken = Run("pull", catalog);
        Assert.True(broken.ExitCode == 1, broken.ToString());
        Assert.False(File.Exists(Target));
        Assert.Equal(100_000, new FileInfo(Target + ".part").Length);
        _breakAfter = int.MaxValue;
        AppResult again = Run("pull", catalog);
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.True(File.ReadAllBytes(Target).AsSpan().SequenceEqual(_bytes));
        Assert.Equal([null, "bytes=100000-"], _ranges);
    }

    [Fact]
    public void AnotherFileIsRefusedAndOfflineIsExplained()
    {
        AppResult wrong = Run("pull", WriteCatalog(_address + "noise.onnx", flip: true));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("SHA-256", Assert.Single(wrong.ErrorLines));
        Assert.False(File.Exists(Target) || File.Exists(Target + ".part"));

        AppResult longer = Run("pull", WriteCatalog(_address + "noise.onnx", bytes: 1000));
        Assert.Contains("more than the 1,000 bytes", Assert.Single(longer.ErrorLines));

        AppResult offline = Run("pull", WriteCatalog($"http://127.0.0.1:{FreePort()}/noise.onnx"));
        Assert.Equal(1, offline.ExitCode);
        string line = Assert.Single(offline.ErrorLines);
        Assert.Contains("Without a network, put the file at", line);
        Assert.Contains(Target, line);
        Assert.Contains("noise2", Assert.Single(Run("pull", WriteCatalog(_address), "noise2").ErrorLines));
    }

    [Theory]
    [InlineData("\"file\": \"noise.onnx\"", "\"file\": \"../noise.onnx\"", "without folders")]
    [InlineData("\"name\": \"noise\"", "\"name\": \"../noise\"", "plain word")]
    [InlineData("\"bytes\": 300000", "\"bytes\": 0", "bytes")]
    [InlineData("\"sha256\": \"", "\"sha256\": \"00", "SHA-256")]
    [InlineData("\"schemaVersion\": 1", "\"schemaVersion\": 9", "version 9")]
    [InlineData("\"models\"", "\"modules\"", "no catalog")]
    public void ACatalogIsCheckedBeforeItIsUsed(string part, string instead, string message)
    {
        string catalog = WriteCatalog(_address + "noise.onnx");
        string text = File.ReadAllText(catalog);
        Assert.Contains(part, text);
        File.WriteAllText(catalog, text.Replace(part, instead, StringComparison.Ordinal));
        Assert.Contains(message, Assert.Throws<Hosting.PipelineException>(() => ModelCatalog.Load(catalog)).Message);
    }

    [Fact]
    public void TheRepositorysCatalogIsSound()
    {
        ModelCatalog catalog = ModelCatalog.Load(Path.Combine(App.Repository, ModelCatalog.RepositoryPath));
        Assert.True(catalog.Models.Count >= 8);
        foreach (CatalogModel model in catalog.Models)
        {
            Assert.True(model.Preset is null || PreprocessingPresets.Names.Contains(model.Preset), model.Name);
            Assert.False(string.IsNullOrWhiteSpace(model.Licence) || string.IsNullOrWhiteSpace(model.Source), model.Name);
            // A branch's files change; a commit's do not.
            if (model.Url is not null) Assert.Matches("^https://raw.githubusercontent.com/[^/]+/[^/]+/[0-9a-f]{40}/.+", model.Url);
            if (model.Path is not null) Assert.Equal(ModelState.Verified, new ModelStore(Home).Look(model, checksum: true));
        }
    }

    [SharedDataFact("models/ultraface")]
    public void TheCatalogsChecksumsAreThoseOfTheFilesThatAreHere()
    {
        ModelCatalog catalog = ModelCatalog.Load(Path.Combine(App.Repository, ModelCatalog.RepositoryPath));
        string[] here = [.. Directory.EnumerateFiles(SharedData.PathOf("models"), "*.onnx", SearchOption.AllDirectories).Select(ModelStore.Checksum)];
        Assert.All(catalog.Models.Where(m => m.Url is not null), m => Assert.Contains(m.Sha256, here));
    }

    private AppResult Run(string command, string catalog, params string[] names) => App.OnnxScoring.Run(["models", command, .. names, "--catalog", catalog, "--home", Home]);

    private string WriteCatalog(string url, bool flip = false, int? bytes = null)
    {
        string path = Path.Combine(_root, "catalog.json"), checksum = Convert.ToHexStringLower(SHA256.HashData(_bytes));
        if (flip) checksum = (checksum[0] == '0' ? '1' : '0') + checksum[1..];
        File.WriteAllText(path, $$"""
            { "schemaVersion": 1, "models": [ { "name": "noise", "task": "classify", "format": "onnx", "description": "Noise.", "url": "{{url}}",
              "file": "noise.onnx", "sha256": "{{checksum}}", "bytes": {{bytes ?? _bytes.Length}}, "licence": "none", "source": "here" } ] }
            """);
        return path;
    }

    private async Task Serve()
    {
        try
        {
            while (true) Answer(await _server.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        string? range = context.Request.Headers["Range"];
        _ranges.Add(range);
        int start = range is not null && _knowsRanges ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        context.Response.StatusCode = start > 0 ? 206 : 200;
        context.Response.ContentLength64 = _bytes.Length - start;
        try
        {
            int count = Math.Min(_bytes.Length - start, _breakAfter);
            context.Response.OutputStream.Write(_bytes, start, count);
            if (count < _bytes.Length - start)
            {
                context.Response.OutputStream.Flush();
                context.Response.Abort();
            }
            else context.Response.Close();
        }
        catch (HttpListenerException)
        {
            // The client hung up, as it may.
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Vision;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Vision;

public sealed class PretrainedFileTests : IDisposable
{
    private static readonly PretrainedNetwork Network = PretrainedNetwork.Of(ImageClassificationTrainer.Architecture.MobilenetV2);

    private readonly string _root = Directory.CreateTempSubdirectory("mlnet-pretrained-").FullName;
    private readonly byte[] _content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31))];
    private readonly HttpListener _server = new();
    private readonly string _source;
    private readonly List<string?> _ranges = [];
    private Action<HttpListenerContext> _answer;

    public PretrainedFileTests()
    {
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            _source = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }
        _answer = Send;
        _server.Prefixes.Add(_source);
        _server.Start();
        _ = Task.Run(Serve);
    }

    private string Target => Path.Combine(_root, "MLNET", Network.File);

    public void Dispose()
    {
        _server.Close();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void AFileThatIsThereIsTaken()
    {
        SmallPretrained.Write(_root);
        Assert.Equal(Target, Find());
        Assert.Empty(_ranges);
    }

    [Fact]
    public void AMissingFileIsDownloaded()
    {
        Assert.Equal(Target, Find());
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal([Network.File], Directory.EnumerateFiles(Path.Combine(_root, "MLNET")).Select(Path.GetFileName));
    }

    [Fact]
    public void ADownloadGoesOnWhereItStopped()
    {
        _answer = context =>
        {
            context.Response.ContentLength64 = _content.Length;
            context.Response.OutputStream.Write(_content, 0, 150_000);
            context.Response.OutputStream.Flush();
            context.Response.Abort();
        };
        FileNotFoundException error = Assert.Throws<FileNotFoundException>(Find);
        Assert.Contains(Target, error.Message);
        Assert.False(File.Exists(Target));
        long have = new FileInfo(Target + ".part").Length;
        Assert.InRange(have, 1, 150_000);

        _answer = Send;
        Find();
        Assert.Equal($"bytes={have}-", _ranges[^1]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void APageInsteadOfTheFileIsRefused()
    {
        _answer = context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.OutputStream.Write("<html>"u8);
            context.Response.Close();
        };
        Assert.Contains("page", Assert.Throws<FileNotFoundException>(Find).Message);
        _answer = context =>
        {
            context.Response.StatusCode = 404;
            context.Response.Close();
        };
        Assert.Contains("404", Assert.Throws<FileNotFoundException>(Find).Message);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void TheFolderOfDownloadsIsLookedAtToo()
    {
        string home = Path.Combine(_root, "home"), file = Path.Combine(home, "models", "mobilenet_v2", Network.File);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, _content);
        string? before = Environment.GetEnvironmentVariable("MLNETDL_HOME");
        Environment.SetEnvironmentVariable("MLNETDL_HOME", home);
        try
        {
            Assert.Equal(file, Find());
        }
        finally
        {
            Environment.SetEnvironmentVariable("MLNETDL_HOME", before);
        }
    }

    private string Find()
    {
        IHostEnvironment environment = new MLContext { TempFilePath = _root };
        using IChannel channel = environment.Start("test");
        return new PretrainedFile(Network, environment, channel, _source).Find();
    }

    private void Send(HttpListenerContext context)
    {
        int start = 0;
        if (context.Request.Headers["Range"] is { } range)
        {
            start = int.Parse(range["bytes=".Length..^1]);
            context.Response.StatusCode = 206;
            context.Response.AddHeader("Content-Range", $"bytes {start}-{_content.Length - 1}/{_content.Length}");
        }
        context.Response.ContentLength64 = _content.Length - start;
        context.Response.OutputStream.Write(_content.AsSpan(start));
        context.Response.Close();
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = _server.GetContext();
                _ranges.Add(context.Request.Headers["Range"]);
                Assert.Equal($"/meta/{Network.File}", context.Request.Url!.AbsolutePath);
                _answer(context);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The server was closed.
        }
    }
}

using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ML;
using Microsoft.ML;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Extensions;

public sealed class PredictionEnginePoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pool").FullName;
    private readonly MLContext _ml = new(1);

    public void Dispose() => Directory.Delete(_folder, true);

    public sealed class Input
    {
        public string Word { get; set; } = "";
    }

    public sealed class Output
    {
        public float Score { get; set; }
    }

    private string Save(string name, float score)
    {
        string path = Path.Combine(_folder, name);
        IDataView data = _ml.Data.LoadFromEnumerable(new List<Input> { new() { Word = "a" } });
        _ml.Model.Save(_ml.Transforms.Conversion.MapValue("Score", new Dictionary<string, float> { ["a"] = score }, "Word").Fit(data), data.Schema, path);
        return path;
    }

    private static async Task<WebApplication> Host(Action<IServiceCollection> configure, Action<WebApplication>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder.Services);
        WebApplication app = builder.Build();
        app.MapGet("/predict", (PredictionEnginePool<Input, Output> pool, string word, string? model)
            => pool.Predict(model ?? "", new Input { Word = word }).Score);
        map?.Invoke(app);
        await app.StartAsync();
        return app;
    }

    private static string Address(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static async Task<float> Ask(WebApplication app, string model = "")
    {
        using HttpClient client = new();
        return await client.GetFromJsonAsync<float>($"{Address(app)}/predict?word=a&model={model}");
    }

    private static async Task Until(Func<Task<bool>> test)
    {
        for (int tries = 0; tries < 300; tries++)
        {
            if (await test()) return;
            await Task.Delay(100);
        }
        Assert.Fail("It did not come about in 30 seconds.");
    }

    [Fact]
    public async Task AHostPredictsWithItsModelsAndWithWhatTheirFilesBecome()
    {
        string first = Save("first.zip", 1), second = Save("second.zip", 2);
        await using WebApplication app = await Host(services => services.AddPredictionEnginePool<Input, Output>().FromFile(first).FromFile("other", second, false));
        Assert.Equal(1, await Ask(app));
        Assert.Equal(2, await Ask(app, "other"));
        PredictionEnginePool<Input, Output> pool = app.Services.GetRequiredService<PredictionEnginePool<Input, Output>>();
        PredictionEngine<Input, Output> engine = pool.GetPredictionEngine("other");
        Assert.Equal(2, engine.Predict(new Input { Word = "a" }).Score);
        pool.ReturnPredictionEngine("other", engine);
        Assert.NotNull(pool.GetModel());

        File.WriteAllText(first, "no model");
        await Task.Delay(1500);
        Assert.Equal(1, await Ask(app));
        Save("first.zip", 3);
        await Until(async () => await Ask(app) == 3);
        Assert.Equal(2, await Ask(app, "other"));
        Assert.Contains("no model 'none'", Assert.Throws<InvalidOperationException>(() => pool.GetModel("none")).Message);
    }

    [Fact]
    public async Task AModelComesOverHttpAndIsAskedForAgain()
    {
        string file = Save("served.zip", 5);
        int served = 0;
        await using WebApplication source = await Host(services => services.AddPredictionEnginePool<Input, Output>(), app => app.MapGet("/model", (HttpRequest request) =>
        {
            string tag = $"\"{File.GetLastWriteTimeUtc(file).Ticks}\"";
            if (request.Headers.IfNoneMatch == tag) return Results.StatusCode(304);
            Interlocked.Increment(ref served);
            return Results.Bytes(File.ReadAllBytes(file), entityTag: new(tag));
        }));
        await using WebApplication app = await Host(services => services.AddPredictionEnginePool<Input, Output>()
            .FromUri("", Address(source) + "/model", TimeSpan.FromMilliseconds(100)).FromUri("missing", Address(source) + "/none"));
        Assert.Equal(5, await Ask(app));
        await Task.Delay(400);
        Assert.Equal(1, served);
        Save("served.zip", 6);
        await Until(async () => await Ask(app) == 6);
        PredictionEnginePool<Input, Output> pool = app.Services.GetRequiredService<PredictionEnginePool<Input, Output>>();
        Assert.Contains("answers 404", Assert.Throws<HttpRequestException>(() => pool.GetModel("missing")).Message);
    }
}

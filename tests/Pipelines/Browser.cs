using Microsoft.Playwright;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>A fact that needs Debian's Chromium and skips, saying so, where it is absent.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Executable is null) Skip = "needs chromium on the PATH";
    }
}

/// <summary>Opens pages in headless Chromium as readers do: on a phone and on a wide screen, light and dark.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser") }).FirstOrDefault(File.Exists);

    public static async Task<Browser> Start()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] }));
    }

    /// <summary>What is wrong with a page: messages on the console, and what reaches beyond the screen. Screenshots go to a folder.</summary>
    public async Task<IReadOnlyList<string>> Faults(string file, string screenshots)
    {
        List<string> faults = [];
        Directory.CreateDirectory(screenshots);
        foreach (int width in new[] { 390, 1280 })
            foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                IPage page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
                page.Console += (_, message) => faults.Add($"{width} {scheme}: {message.Type}: {message.Text}");
                page.PageError += (_, error) => faults.Add($"{width} {scheme}: {error}");
                page.RequestFailed += (_, request) => faults.Add($"{width} {scheme}: {request.Url[..Math.Min(100, request.Url.Length)]} failed");
                await page.GotoAsync(new Uri(file).AbsoluteUri);
                int content = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                if (content > width) faults.Add($"{width} {scheme}: the page is {content} pixels wide");
                int bright = await page.EvaluateAsync<int>("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)");
                if (scheme == ColorScheme.Light != bright > 380) faults.Add($"{width} {scheme}: the ground's brightness is {bright}");
                await page.ScreenshotAsync(new() { Path = Path.Combine(screenshots, $"{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });
                await page.CloseAsync();
            }
        return faults;
    }

    /// <summary>The numbers that a page shows, with everything unfolded: exact values of elements that have text and a place on the page.</summary>
    public async Task<IReadOnlyList<string>> Numbers(string file)
    {
        IPage page = await _browser.NewPageAsync();
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        string[] numbers = await page.EvaluateAsync<string[]>("""
            (document.querySelectorAll('details').forEach(d => d.open = true),
            [...document.querySelectorAll('data')].filter(d => d.innerText.trim() !== '' && d.getBoundingClientRect().width > 0).map(d => d.value))
            """);
        await page.CloseAsync();
        return numbers;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace MlNetDeepLearning.Hosting;

/// <summary>What pipelines write to the terminal. Where output goes to a file or a pipe, progress becomes plain lines now and then.</summary>
public static class Terminal
{
    /// <summary>True when a person watches, so that lines may be rewritten in place.</summary>
    public static bool IsInteractive { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Writes a line of plain text.</summary>
    public static void Line(string text = "") => Console.WriteLine(text);

    /// <summary>Writes a heading.</summary>
    public static void Heading(string text)
    {
        if (IsInteractive) AnsiConsole.MarkupLineInterpolated($"[bold]{text}[/]");
        else Console.WriteLine(text);
    }

    /// <summary>Writes a warning.</summary>
    public static void Warning(string text)
    {
        if (IsInteractive) AnsiConsole.MarkupLineInterpolated($"[yellow]{text}[/]");
        else Console.WriteLine($"Warning: {text}");
    }

    /// <summary>Writes text as it is, line ends included, such as a network's summary.</summary>
    public static void Verbatim(string text) => Console.WriteLine(text.TrimEnd());

    /// <summary>Writes a table; numbers stand right.</summary>
    public static void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string head in heads) table.AddColumn(new TableColumn(Markup.Escape(head)) { NoWrap = true, Alignment = head == heads[0] ? Justify.Left : Justify.Right });
        foreach (IReadOnlyList<string> row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        if (!IsInteractive) AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
    }

    /// <summary>A fraction as a percentage with one decimal.</summary>
    public static string Percent(double fraction) => double.IsFinite(fraction) ? (fraction * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>A time in the largest units that fit: <c>8 s</c>, <c>1:05 min</c>, <c>2:03 h</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds < 60 ? time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s"
        : time.TotalHours < 1 ? $"{(int)time.TotalMinutes}:{time.Seconds:00} min"
        : $"{(int)time.TotalHours}:{time.Minutes:00} h";
}

/// <summary>One line of progress that is rewritten in place for a person, and written now and then elsewhere.</summary>
public sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rewritten = TimeSpan.FromMilliseconds(100);
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private int _width;

    /// <summary>Shows a state of affairs; most calls return at once.</summary>
    /// <param name="fraction">The part that is done, 0 to 1.</param>
    /// <param name="text">What else to say.</param>
    public void Show(double fraction, Func<string> text)
    {
        if (_sinceLast.Elapsed < (Terminal.IsInteractive ? Rewritten : Plain)) return;
        _sinceLast.Restart();
        if (!Terminal.IsInteractive)
        {
            Console.WriteLine($"{fraction * 100,3:0} % {text()}");
            return;
        }
        int filled = (int)Math.Round(Math.Clamp(fraction, 0, 1) * 24);
        string line = $"{new string('━', filled)}{new string('╌', 24 - filled)} {fraction * 100,3:0} % {text()}";
        int room = Math.Max(20, Console.WindowWidth - 1);
        if (line.Length > room) line = line[..room];
        Console.Write('\r' + line.PadRight(_width));
        _width = line.Length;
    }

    /// <summary>Takes the line away, so that others can be written.</summary>
    public void Clear()
    {
        if (Terminal.IsInteractive && _width > 0) Console.Write('\r' + new string(' ', _width) + '\r');
        _width = 0;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose() => Clear();
}

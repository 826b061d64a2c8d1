namespace MlNetDeepLearning.Reports;

/// <summary>What a network found in pictures; <c>results.json</c> is this, as JSON.</summary>
public sealed record ScoringReport
{
    /// <summary>The version of the JSON form; it grows when members change their meaning.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>What was asked: <c>classify</c>, <c>detect</c> or <c>segment</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The network.</summary>
    public required ScoredModel Model { get; init; }

    /// <summary>How pictures became the network's input, in words.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>What was assumed, and why.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>How long it took.</summary>
    public required ScoringTimes Times { get; init; }

    /// <summary>The pictures in the order in which they were scored.</summary>
    public required IReadOnlyList<ScoredPicture> Pictures { get; init; }

    /// <summary>Versions of the product, .NET and the operating system, by name.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();
}

/// <summary>A network that scored pictures.</summary>
/// <param name="File">Its file.</param>
/// <param name="Format">The file's format.</param>
/// <param name="Bytes">The file's size.</param>
/// <param name="Inputs">Name, type and dimensions of each input.</param>
/// <param name="Outputs">Name, type and dimensions of each output.</param>
public sealed record ScoredModel(string File, string Format, long Bytes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);

/// <summary>How long scoring took. A picture's time is from its file to the network's outputs: reading, decoding, resizing and the network.</summary>
/// <param name="LoadMilliseconds">Reading the model and preparing the pipeline.</param>
/// <param name="FirstMilliseconds">The first picture, in which the code is compiled and the plan is made.</param>
/// <param name="MedianMilliseconds">The median of the other pictures; of the first where there is no other.</param>
/// <param name="Scored">The number of pictures that were scored.</param>
/// <param name="Failed">The number of pictures that could not be.</param>
public sealed record ScoringTimes(double LoadMilliseconds, double FirstMilliseconds, double MedianMilliseconds, int Scored, int Failed);

/// <summary>What was found in a picture.</summary>
public sealed record ScoredPicture
{
    /// <summary>The picture's file.</summary>
    public required string File { get; init; }

    /// <summary>Its columns.</summary>
    public int Width { get; init; }

    /// <summary>Its rows.</summary>
    public int Height { get; init; }

    /// <summary>How long it took.</summary>
    public double Milliseconds { get; init; }

    /// <summary>Of <c>classify</c>: the likeliest classes, likeliest first.</summary>
    public IReadOnlyList<FoundClass>? Classes { get; init; }

    /// <summary>Of <c>detect</c>: what was found, surest first.</summary>
    public IReadOnlyList<FoundObject>? Objects { get; init; }

    /// <summary>Of <c>segment</c>: the classes by the part of the picture that they take, largest first.</summary>
    public IReadOnlyList<FoundClass>? Areas { get; init; }

    /// <summary>The picture on which the finds are drawn, beside this file.</summary>
    public string? Drawn { get; init; }

    /// <summary>Why it could not be scored.</summary>
    public string? Error { get; init; }
}

/// <summary>A class with the network's score, or with its part of a picture.</summary>
/// <param name="Class">The class's number, from 0.</param>
/// <param name="Label">Its name.</param>
/// <param name="Score">The probability, or the part of the picture, 0 to 1.</param>
public sealed record FoundClass(int Class, string Label, double Score);

/// <summary>An object with its place in pixels of the picture.</summary>
/// <param name="Class">The class's number, from 0.</param>
/// <param name="Label">Its name.</param>
/// <param name="Score">How sure the network is, 0 to 1.</param>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The lower edge.</param>
public sealed record FoundObject(int Class, string Label, double Score, double Left, double Top, double Right, double Bottom);

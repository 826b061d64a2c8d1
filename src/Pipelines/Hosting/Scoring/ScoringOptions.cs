using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>The options of pipelines that score pictures with a given network. What is null is found out.</summary>
public sealed record ScoringOptions
{
    /// <summary>The network's file, or its name in the catalog.</summary>
    public required string Model { get; init; }

    /// <summary>Pictures and folders of pictures.</summary>
    public required IReadOnlyList<string> Pictures { get; init; }

    /// <summary>The folder for results.</summary>
    public required string Output { get; init; }

    /// <summary>A file of labels, or <c>coco</c>, <c>voc</c> or <c>face</c>.</summary>
    public string? Labels { get; init; }

    /// <summary>A preset of preprocessing.</summary>
    public string? Preset { get; init; }

    /// <summary>The size that pictures are brought to.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>The means.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>The deviations.</summary>
    public IReadOnlyList<float>? Deviation { get; init; }

    /// <summary>What pixels are multiplied by.</summary>
    public float? Scale { get; init; }

    /// <summary>The layout of the network's input.</summary>
    public TensorLayout? Layout { get; init; }

    /// <summary>The channels of the network's input.</summary>
    public ColorChannels? Channels { get; init; }

    /// <summary>What becomes of other proportions.</summary>
    public PictureFit? Fit { get; init; }

    /// <summary>How many classes are shown of a picture.</summary>
    public int Top { get; init; } = 5;

    /// <summary>The least score of what is detected.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>The most that two boxes of a class may overlap.</summary>
    public float Overlap { get; init; } = 0.45f;

    /// <summary>The detection head.</summary>
    public string? Head { get; init; }

    /// <summary>The outputs to read; null for all.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }
}

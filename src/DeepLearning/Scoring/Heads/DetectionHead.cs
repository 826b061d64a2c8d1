namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>Reads boxes from the numbers that a detection network gives. There is one for each way in which networks write them.</summary>
public abstract class DetectionHead
{
    /// <summary>The name under which it is chosen.</summary>
    public abstract string Name { get; }

    /// <summary>What the outputs look like, for whoever must choose.</summary>
    public abstract string Form { get; }

    /// <summary>True when outputs look as this head writes them.</summary>
    public abstract bool Fits(HeadOutputs outputs);

    /// <summary>All boxes whose score reaches a threshold, in parts of the input, 0 to 1; many on one another.</summary>
    public abstract IEnumerable<Detection> Read(HeadOutputs outputs, float threshold);

    /// <summary>The number of classes that outputs tell apart.</summary>
    public abstract int Classes(HeadOutputs outputs);

    /// <summary>1 / (1 + e^-x).</summary>
    protected static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    /// <summary>The highest of scores and its place.</summary>
    protected static (int Class, float Score) Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best]) best = c;
        return (best, scores[best]);
    }
}

/// <summary>The outputs of a detection network for one picture, with what is known of its input.</summary>
/// <param name="Outputs">The outputs.</param>
/// <param name="Width">The input's columns.</param>
/// <param name="Height">The input's rows.</param>
/// <param name="Labels">The number of classes that there are labels for; null where that is not known.</param>
public sealed record HeadOutputs(IReadOnlyList<ModelOutput> Outputs, int Width, int Height, int? Labels = null)
{
    /// <summary>Columns and rows of the grid of a stride, partly covered ones included.</summary>
    public (int Columns, int Rows) Grid(int stride) => ((Width + stride - 1) / stride, (Height + stride - 1) / stride);

    /// <summary>The number of cells of the grids of strides.</summary>
    public int Cells(params ReadOnlySpan<int> strides)
    {
        int sum = 0;
        foreach (int stride in strides) sum += Grid(stride).Columns * Grid(stride).Rows;
        return sum;
    }

    /// <summary>The only output, where it has three dimensions, as rows and columns; null otherwise.</summary>
    public (int Rows, int Columns, float[] Values)? Matrix => Outputs is [{ Dims: [1, int rows, int columns] } only] ? (rows, columns, only.Values) : null;

    /// <summary>Shapes in words, for errors.</summary>
    public override string ToString() => string.Join(", ", Outputs);
}

/// <summary>Finds the head that fits a network.</summary>
public static class DetectionHeads
{
    // In this order: what fits in the strictest sense comes first.
    private static readonly DetectionHead[] All =
    [
        new SelectedBoxesHead(), new BoxesAndScoresHead(), new FastestDetHead(), new AnchorGridHead(), new NanoDetHead(), new YoloHead(), new YoloxHead(), new SelectedRowsHead(), new YoloTransposedHead(),
    ];

    /// <summary>The heads by name, with the form of their outputs.</summary>
    public static IReadOnlyList<(string Name, string Form)> Known => [.. All.Select(h => (h.Name, h.Form))];

    /// <summary>The head of a name.</summary>
    /// <exception cref="ArgumentException">There is no such head.</exception>
    public static DetectionHead Find(string name) => Array.Find(All, h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no head '{name}'. The heads are: {string.Join("; ", Known.Select(k => $"{k.Name} ({k.Form})"))}.", nameof(name));

    /// <summary>The head whose form the outputs have.</summary>
    /// <exception cref="ArgumentException">None fits.</exception>
    public static DetectionHead Guess(HeadOutputs outputs) => Array.Find(All, h => h.Fits(outputs))
        ?? throw new ArgumentException($"The outputs {outputs} are of no known detection head. Choose one with --head: {string.Join("; ", Known.Select(k => $"{k.Name} ({k.Form})"))}.");
}

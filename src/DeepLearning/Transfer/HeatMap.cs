using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Which parts of a picture speak for a class: a grid over the network's input, of 0 for nothing to 1 for the most.</summary>
/// <param name="Rows">The grid's rows.</param>
/// <param name="Columns">The grid's columns.</param>
/// <param name="Values">The numbers, row by row; all 0 where nothing speaks for the class.</param>
/// <param name="Method">How they were found: <c>Grad-CAM</c> or <c>occlusion</c>.</param>
public sealed record HeatMap(int Rows, int Columns, IReadOnlyList<float> Values, string Method)
{
    private const int OcclusionCells = 8, OcclusionBatch = 16;

    /// <summary>The part of the input's width, in its middle, that the grid covers: less than 1 where the network itself cuts margins off.</summary>
    public double Across { get; init; } = 1;

    /// <summary>The part of the input's height that the grid covers.</summary>
    public double Down { get; init; } = 1;

    /// <summary>
    /// Explains a class with Grad-CAM (Selvaraju et al. 2017): the channels of the last feature map, each weighted with how much it raises the class's score;
    /// networks without a feature map are explained by <see cref="Occlude"/>.
    /// </summary>
    /// <param name="network">The network: one input N×C×H×W, and an output N×classes of scores or probabilities.</param>
    /// <param name="pixels">One picture as the network takes it: 1×C×H×W.</param>
    /// <param name="classIndex">The class.</param>
    /// <param name="output">The output with the scores; null for the first.</param>
    /// <exception cref="ArgumentException">There is no such output or class, or the network does not take such a picture.</exception>
    public static HeatMap Of(Graph network, Tensor pixels, int classIndex, string? output = null)
    {
        (Graph graph, Value scores) = Scores(network, pixels, classIndex, output);
        // A probability of nearly 1 hardly moves any more, whatever the picture; what it is made of does.
        Value logits = scores.Producer is { Operator: Softmax } softmax ? softmax.Inputs[0]! : scores;
        if (LastMap(graph, logits) is not { } map) return Occlude(network, pixels, classIndex, output);
        Value gradient = Gradients.Of(logits.Slice([classIndex], [classIndex + 1], [1]), map)[0];
        graph.Output("heat", (gradient.ReduceMean([2, 3]) * map).ReduceSum([1]).Relu());
        Tensor heat = new Executor(graph.Copy(outputs: ["heat"])).Run(pixels)[0];
        SymbolicShape seen = Liveness.Needed(graph, [map]).FirstOrDefault(n => n.Operator is Conv)?.Inputs[0]!.Shape ?? pixels.Shape;
        return Scaled(heat.Shape[2], heat.Shape[3], heat.AsSpan<float>(), "Grad-CAM") with { Across = Part(seen[3], pixels.Shape[3]), Down = Part(seen[2], pixels.Shape[2]) };

        static double Part(Dim inner, int outer) => inner.IsKnown && inner.Value < outer ? (double)inner.Value / outer : 1;
    }

    /// <summary>Explains a class by what covering a part of the picture with its mean colour costs the score (Zeiler and Fergus 2014); for any network.</summary>
    /// <param name="network">The network: one input N×C×H×W, and an output N×classes of scores or probabilities.</param>
    /// <param name="pixels">One picture as the network takes it: 1×C×H×W.</param>
    /// <param name="classIndex">The class.</param>
    /// <param name="output">The output with the scores; null for the first.</param>
    /// <exception cref="ArgumentException">There is no such output or class, or the network does not take such a picture.</exception>
    public static HeatMap Occlude(Graph network, Tensor pixels, int classIndex, string? output = null)
    {
        (Graph graph, Value scores) = Scores(network, pixels, classIndex, output);
        var executor = new Executor(graph.Copy(outputs: [graph.Outputs.First(o => o.Value == scores).Name]));
        int rows = Math.Min(OcclusionCells, pixels.Shape[2]), columns = Math.Min(OcclusionCells, pixels.Shape[3]);
        float whole = Score(executor.Run(pixels)[0], 0, classIndex);
        var costs = new float[rows * columns];
        int size = (int)pixels.Count;
        var batch = new Tensor(ElementType.Float32, Shape.Of([OcclusionBatch, .. pixels.Shape.Dims[1..]]));
        for (int start = 0; start < costs.Length; start += OcclusionBatch)
        {
            int count = Math.Min(OcclusionBatch, costs.Length - start);
            for (int i = 0; i < count; i++)
            {
                Span<float> copy = batch.AsSpan<float>().Slice(i * size, size);
                pixels.AsSpan<float>().CopyTo(copy);
                Cover(copy, pixels.Shape, (start + i) / columns, (start + i) % columns, rows, columns);
            }
            Tensor results = executor.Run(batch)[0];
            for (int i = 0; i < count; i++) costs[start + i] = Math.Max(0, whole - Score(results, i, classIndex));
        }
        return Scaled(rows, columns, costs, "occlusion");
    }

    /// <summary>The number at a place of the input, both in parts of 0 to 1, between those of the grid's cells; 0 outside.</summary>
    public float At(double x, double y)
    {
        (x, y) = ((x - 0.5) / Across + 0.5, (y - 0.5) / Down + 0.5);
        if (x is < 0 or > 1 || y is < 0 or > 1) return 0;
        double column = Math.Clamp(x * Columns - 0.5, 0, Columns - 1), row = Math.Clamp(y * Rows - 0.5, 0, Rows - 1);
        int left = (int)column, top = (int)row, right = Math.Min(left + 1, Columns - 1), bottom = Math.Min(top + 1, Rows - 1);
        double across = column - left, down = row - top;
        double above = Values[top * Columns + left] * (1 - across) + Values[top * Columns + right] * across;
        double below = Values[bottom * Columns + left] * (1 - across) + Values[bottom * Columns + right] * across;
        return (float)(above * (1 - down) + below * down);
    }

    /// <summary>A copy of the picture with the map laid over it: from nothing by way of yellow to red.</summary>
    /// <param name="picture">The whole picture.</param>
    /// <param name="preprocessing">How the network's input was made of it: what was cut off there has no heat.</param>
    /// <param name="opacity">How much of the picture the hottest places hide, 0 to 1.</param>
    public Image Draw(Image picture, ImagePreprocessing preprocessing, double opacity = 0.6)
    {
        Image gray = picture.Convert(PixelFormat.Gray8), result = gray.Convert(PixelFormat.Rgb24);
        var frame = new PictureFrame(preprocessing, picture.Width, picture.Height);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                (double across, double down) = frame.ToInput(x, y);
                float heat = At(across, down);
                if (heat > 0) result.FillRectangle(x, y, x + 1, y + 1, new Rgb(255, (byte)(255 * (1 - heat)), 0), opacity * Math.Sqrt(heat));
            }
        }
        return result;
    }

    private static (Graph Graph, Value Scores) Scores(Graph network, Tensor pixels, int classIndex, string? output)
    {
        if (pixels.Type != ElementType.Float32 || pixels.Shape.Rank != 4 || pixels.Shape[0] != 1)
            throw new ArgumentException($"One picture 1xCxHxW of Float32 is explained at a time, but this is {pixels}.", nameof(pixels));
        Graph graph = network.Copy();
        Value scores = output is null ? graph.Outputs[0].Value : graph.Outputs.FirstOrDefault(o => o.Name == output).Value
            ?? throw new ArgumentException($"The network has no output '{output}', but {string.Join(", ", graph.Outputs.Select(o => $"'{o.Name}'"))}.", nameof(output));
        if (scores.Shape is not { IsRanked: true, Rank: 2 } shape || (shape[1].IsKnown && (uint)classIndex >= (uint)shape[1].Value))
            throw new ArgumentException($"Output {scores} has no score of class {classIndex} for each picture.", nameof(classIndex));
        return (graph, scores);
    }

    private static Value? LastMap(Graph graph, Value logits) => Liveness.Needed(graph, [logits]).Reverse().SelectMany(n => n.Outputs)
        .FirstOrDefault(v => v.Type.Element == ElementType.Float32 && v.Shape is { IsRanked: true, Rank: 4 } shape && shape.Dims[2..].ContainsAnyExcept(1) && DependsOnInput(v));

    private static bool DependsOnInput(Value value) => Liveness.Needed(value.Graph, [value]).Any(n => n.Inputs.Any(i => i is { IsInput: true }));

    private static float Score(Tensor scores, int row, int classIndex) => scores.AsSpan<float>()[row * scores.Shape[1] + classIndex];

    // The part is twice as wide as the step, so that parts overlap and the map is smooth.
    private static void Cover(Span<float> picture, Shape shape, int row, int column, int rows, int columns)
    {
        int height = shape[2], width = shape[3];
        (int top, int bottom) = Part(row, rows, height);
        (int left, int right) = Part(column, columns, width);
        for (int c = 0; c < shape[1]; c++)
        {
            Span<float> plane = picture.Slice(c * height * width, height * width);
            float mean = TensorPrimitives.Average<float>(plane);
            for (int y = top; y < bottom; y++) plane[(y * width + left)..(y * width + right)].Fill(mean);
        }
    }

    private static (int Start, int End) Part(int index, int count, int length)
    {
        double step = (double)length / count;
        return (Math.Max(0, (int)((index - 0.5) * step)), Math.Min(length, (int)Math.Ceiling((index + 1.5) * step)));
    }

    private static HeatMap Scaled(int rows, int columns, ReadOnlySpan<float> heat, string method)
    {
        float most = TensorPrimitives.Max(heat);
        var values = new float[heat.Length];
        if (most > 0 && float.IsFinite(most)) TensorPrimitives.Divide(heat, most, values);
        return new HeatMap(rows, columns, values, method);
    }
}

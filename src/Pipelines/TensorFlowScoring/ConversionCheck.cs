using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.TensorFlowScoring;

/// <summary>Holds a converted network against the one that it was made of, on the same noise.</summary>
internal static class ConversionCheck
{
    // Long enough for the windows of most networks, where a file leaves the size of pictures open.
    private const int OpenLength = 64;
    private const int Seed = 1;

    /// <summary>Runs both and shows how far they are apart; true when that is within the tolerance.</summary>
    public static bool Run(Graph from, Graph to, double tolerance)
    {
        if (from.Inputs.Any(i => i.Type.Element == ElementType.String || !i.Shape.IsRanked) || from.Outputs.Any(o => o.Value.Type.Element == ElementType.String))
        {
            Terminal.Warning("It was not checked: text, and inputs of any number of dimensions, are not tried out.");
            return true;
        }
        var random = new Random(Seed);
        Tensor[] inputs = [.. from.Inputs.Select(i => Noise(i, random))];
        Tensor[] expected = new Executor(from).Run(inputs), actual = new Executor(to).Run([.. inputs.Select((x, i) => Turned(x, from.Inputs[i], to.Inputs[i]))]);
        OutputComparison[] outputs = [.. from.Outputs.Select((o, i) => ReferenceComparison.Compare(o.Name, actual[i], expected[i], tolerance))];
        foreach (OutputComparison output in outputs) Terminal.Line($"{output.Output} {output.Shape}: differs by {output.Relative:0.0e0} of its scale.");
        bool agrees = outputs.All(o => o.Agrees);
        Terminal.Line(agrees ? "Both give the same." : $"They differ by more than {tolerance:g2} of the output's scale.");
        return agrees;
    }

    private static Tensor Noise(Value input, Random random)
    {
        var tensor = new Tensor(input.Type.Element, Shape.Of([.. input.Shape.ToArray().Select((d, axis) => d.IsKnown ? d.Value : axis == 0 ? 1 : OpenLength)]));
        if (tensor.Type == ElementType.Float32)
            foreach (ref float x in tensor.AsSpan<float>()) x = random.NextSingle();
        else if (tensor.Type == ElementType.UInt8) random.NextBytes(tensor.AsSpan<byte>());
        return tensor;
    }

    // TensorFlow's images have their channels last.
    private static Tensor Turned(Tensor x, Value from, Value to)
    {
        if (x.Shape.Rank != 4 || Fits(x.Shape, to.Shape) || !Fits([x.Shape[0], x.Shape[2], x.Shape[3], x.Shape[1]], to.Shape)) return x;
        var graph = new Graph();
        Value input = graph.Input(from.Name!, x.Type, x.Shape);
        graph.Output("turned", input.Transpose(0, 2, 3, 1));
        return new Executor(graph).Run([x])[0];
    }

    private static bool Fits(Shape shape, SymbolicShape declared) => Enumerable.Range(0, shape.Rank).All(d => !declared[d].IsKnown || declared[d].Value == shape[d]);
}

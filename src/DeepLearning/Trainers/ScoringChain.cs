using Microsoft.ML;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Turns a trained network into standard ML.NET transformers: ApplyOnnxModel, and what makes labels of class numbers.</summary>
internal static class ScoringChain
{
    private const string ClassColumn = "PredictedClass";
    private const string LabelColumn = "PredictedText";

    /// <summary>The ONNX file of a classifier: probabilities, and the number of the largest.</summary>
    public static byte[] MulticlassOnnx(Network network, NeuralNetworkOptions options, IReadOnlyList<string> labels) => Export(network, options, labels, (graph, logits) =>
    {
        graph.Output(options.ScoreColumnName, logits.Softmax(-1));
        graph.Output(ClassColumn, logits.ArgMax(-1, keepDims: false));
    }, [ClassColumn]);

    /// <summary>The ONNX file of a classifier of true and false: logit, probability and decision.</summary>
    public static byte[] BinaryOnnx(Network network, NeuralNetworkOptions options) => Export(network, options, [], (graph, output) =>
    {
        Value logit = output.Squeeze(-1);
        graph.Output(options.ScoreColumnName, logit.Identity());
        graph.Output(options.ProbabilityColumnName, logit.Sigmoid());
        graph.Output(options.PredictedLabelColumnName, logit.Greater(logit.Like(0)));
    }, [options.ScoreColumnName, options.ProbabilityColumnName, options.PredictedLabelColumnName]);

    /// <summary>The ONNX file of a regression.</summary>
    public static byte[] RegressionOnnx(Network network, NeuralNetworkOptions options) =>
        Export(network, options, [], (graph, output) => graph.Output(options.ScoreColumnName, output.Squeeze(-1)), [options.ScoreColumnName]);

    /// <summary>The chain of a classifier.</summary>
    public static IEstimator<ITransformer> Multiclass(MLContext context, byte[] onnx, NeuralNetworkOptions options, IReadOnlyList<string> labels)
    {
        IDataView lookup = context.Data.LoadFromEnumerable(labels.Select((label, i) => new ClassLabel { Class = i, Label = label }));
        IDataView keys = context.Data.LoadFromLabels(labels);
        return OnnxScoring.Apply(context, onnx, [options.ScoreColumnName, ClassColumn], options.FeatureColumnName, (ClassColumn, ScalarKind.Class))
            .Append(context.Transforms.Conversion.MapValue(LabelColumn, lookup, lookup.Schema["Class"], lookup.Schema["Label"], ClassColumn))
            .Append(context.Transforms.Conversion.MapValueToKey(options.PredictedLabelColumnName, LabelColumn, keyData: keys))
            .Append(context.Transforms.DropColumns(ClassColumn, LabelColumn));
    }

    /// <summary>The chain of a classifier of true and false.</summary>
    public static IEstimator<ITransformer> Binary(MLContext context, byte[] onnx, NeuralNetworkOptions options) =>
        OnnxScoring.Apply(context, onnx, [options.ScoreColumnName, options.ProbabilityColumnName, options.PredictedLabelColumnName], options.FeatureColumnName,
            (options.ScoreColumnName, ScalarKind.Number), (options.ProbabilityColumnName, ScalarKind.Number), (options.PredictedLabelColumnName, ScalarKind.Decision));

    /// <summary>The chain of a regression.</summary>
    public static IEstimator<ITransformer> Regression(MLContext context, byte[] onnx, NeuralNetworkOptions options) =>
        OnnxScoring.Apply(context, onnx, [options.ScoreColumnName], options.FeatureColumnName, (options.ScoreColumnName, ScalarKind.Number));

    private static byte[] Export(Network network, NeuralNetworkOptions options, IReadOnlyList<string> labels, Action<Graph, Value> head, string[] scalars)
    {
        var graph = new Graph();
        Value input = graph.Input(options.FeatureColumnName, ElementType.Float32, SymbolicShape.Of(["N", .. network.Inputs[0].Shape.Dims]));
        head(graph, network.Apply(graph, [input], training: false)[0]);
        foreach ((string key, string text) in options.Metadata) graph.Metadata[key] = text;
        if (labels.Count > 0) graph.Metadata["labels"] = string.Join('\n', labels);
        graph.Metadata[OnnxScoring.ScalarsKey] = string.Join(',', scalars);
        using var stream = new MemoryStream();
        OnnxExporter.Export(graph, stream);
        return stream.ToArray();
    }

    private sealed class ClassLabel
    {
        public long Class { get; set; }

        public string Label { get; set; } = "";
    }
}

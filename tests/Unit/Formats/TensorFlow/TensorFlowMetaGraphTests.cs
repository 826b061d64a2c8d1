using Google.Protobuf;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>Small networks written as the pretrained files of ML.NET's image classification are: a training graph with everything that belongs to one.</summary>
public class TensorFlowMetaGraphTests
{
    private const int Size = 8;

    // A residual block before and behind its activation, a separable one with an expansion, two branches side by side, and a head.
    [Fact]
    public void ANetworkOfTheUsualBlocksIsReadFromItsMetaGraph()
    {
        GraphDef g = Nets.New();
        g.Placeholder("input", DataType.Float, -1, Size, Size, 3);
        g.Add("Sub", "hub_input/Sub", [g.Add("Mul", "hub_input/Mul", ["input", g.Const("hub_input/Mul/y", Tensor.Scalar(2f))]), g.Const("hub_input/Sub/y", Tensor.Scalar(1f))]);
        string x = Conv(g, "net/conv1", "hub_input/Sub", 3, 4, 3, 2);
        string pre = Activate(g, "net/block1/preact", BatchNorm(g, "net/block1/preact", x, 4));
        string residual = Conv(g, "net/block1/conv2", Conv(g, "net/block1/conv1", pre, 4, 2, 1, 1), 2, 4, 3, 1, "FusedBatchNorm");
        x = g.Add("AddV2", "net/block1/add", [residual, x]);
        string expanded = Conv(g, "net/expanded_conv/expand", x, 4, 8, 1, 1);
        Variable(g, "net/expanded_conv/depthwise/depthwise_weights", Weights(3, 3, 8, 1));
        g.Add("DepthwiseConv2dNative", "net/expanded_conv/depthwise/depthwise", [expanded, "net/expanded_conv/depthwise/depthwise_weights/read"], ("strides", (long[])[1, 1, 1, 1]), ("padding", "SAME"), ("data_format", "NHWC"));
        string separable = Activate(g, "net/expanded_conv/depthwise", BatchNorm(g, "net/expanded_conv/depthwise", "net/expanded_conv/depthwise/depthwise", 8), "Relu6");
        g.Add("MaxPool", "net/Mixed/pool", [separable], ("ksize", (long[])[1, 3, 3, 1]), ("strides", (long[])[1, 1, 1, 1]), ("padding", "SAME"), ("data_format", "NHWC"));
        g.Add("ConcatV2", "net/Mixed/concat", [Conv(g, "net/Mixed/Branch_0", separable, 8, 3, 1, 1), "net/Mixed/pool", g.Int("net/Mixed/concat/axis", 3)], ("N", 2L));
        g.Const("net/Pad/paddings", Tensor.Of<int>([4, 2], 0, 0, 1, 1, 1, 1, 0, 0));
        g.Add("Pad", "net/Pad", ["net/Mixed/concat", "net/Pad/paddings"]);
        g.Add("Mean", "net/global_pool", ["net/Pad", g.Ints("net/global_pool/axes", 1, 2)], ("keep_dims", true));
        string head = Logits(g, "net/Logits", "net/global_pool", 11, 5);
        g.Add("Squeeze", "net/SpatialSqueeze", [head], ("squeeze_dims", (long[])[1, 2]));
        g.Add("Softmax", "net/Predictions", ["net/SpatialSqueeze"]);
        Training(g);
        var meta = new MetaGraphDef { Graph = g, TensorFlowVersion = "1.15.0" };
        string folder = Directory.CreateTempSubdirectory("meta").FullName;
        try
        {
            string path = Path.Combine(folder, "net.meta");
            File.WriteAllBytes(path, meta.ToByteArray());
            TensorFlowFile file = TensorFlowFile.Open(path);
            Assert.Equal(TensorFlowFormat.MetaGraphDef, file.Format);
            Assert.Equal("net/global_pool: Float32 Nx1x1x11", file.Find("net/global_pool").ToString());
            var options = new TensorFlowImportOptions { Inputs = ["input"], Outputs = ["net/Predictions"] };
            Graph scoring = file.ToGraph(options), training = file.ToGraph(options with { Trainable = true });
            Tensor[] images = [Nets.Counting(2, Size, Size, 3)];
            for (int i = 0; i < images[0].Count; i++) images[0].AsSpan<float>()[i] = i % 29 / 29f;
            float[] expected = new Executor(scoring, new ExecutorOptions(Optimize: false)).Run(images)[0].AsSpan<float>().ToArray();

            Assert.Equal(1, expected[..5].Sum(), 1e-5);
            Nets.AssertClose(expected, new Executor(scoring).Run(images)[0]);
            Nets.AssertClose(expected, new Executor(training.Optimize(freeze: true)).Run(images)[0]);
            // One transpose in front; behind the mean over rows and columns the order does not matter.
            Assert.InRange(scoring.Nodes.Count(n => n.Operator is Transpose), 1, 2);
            Assert.InRange(training.Optimize().Nodes.Count(n => n.Operator is Transpose), 1, 2);
            Assert.Contains(training.Parameters, p => p.Name == "net/conv1/weights" && p.Trainable && p.Value.Shape == Shape.Of(4, 3, 3, 3));
            Assert.Contains(training.Parameters, p => p.Name == "net/conv1/BatchNorm/moving_mean" && p.IsStatistic);
            Value[] gradients = Gradients.Of(training.Outputs[0].Value.ReduceSum(keepDims: false), [.. training.Parameters.Where(p => p.Trainable).Select(training.Parameter)]);
            Assert.All(gradients, Assert.NotNull);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The batch's own mean and variance, or those that were learned, as a placeholder says that has a default.
    [Fact]
    public void AFlagOfTrainingChoosesItsBranchWhenTheGraphIsBuilt()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1, 2);
        g.Const("phase/input", Tensor.Scalar(false));
        g.Add("PlaceholderWithDefault", "phase", ["phase/input"], ("dtype", DataType.Bool));
        g.Add("Switch", "cond/Switch", ["x", "phase"]);
        g.Add("Mean", "cond/batch", ["cond/Switch:1", g.Int("cond/axis", 0)]);
        Variable(g, "moving", Tensor.Of<float>([2], 10, 20));
        g.Add("Switch", "cond/Switch_1", ["moving/read", "phase"]);
        g.Add("Merge", "cond/Merge", ["cond/Switch_1", "cond/batch"]);
        g.Add("Sub", "y", ["x", "cond/Merge"]);
        Nets.AssertClose([-9, -18, -7, -16], Nets.Run(g, "y", ("x", Nets.Counting(2, 2))));
        Nets.AssertClose([-1, -1, 1, 1], Nets.Run(g, "y", ("x", Nets.Counting(2, 2)), ("phase", Tensor.Scalar(true))));
        Assert.Equal("Sub", Assert.Single(TensorFlowImporter.Import(g.ToBytes(), new TensorFlowImportOptions { Outputs = ["y"] }).Nodes).Operator.OpType);
    }

    private static string Conv(GraphDef g, string scope, string x, int from, int to, int kernel, int stride, string norm = "FusedBatchNormV3")
    {
        Variable(g, $"{scope}/weights", Weights(kernel, kernel, from, to));
        g.Add("Conv2D", $"{scope}/Conv2D", [x, $"{scope}/weights/read"], ("strides", (long[])[1, stride, stride, 1]), ("padding", "SAME"), ("data_format", "NHWC"), ("dilations", (long[])[1, 1, 1, 1]));
        return Activate(g, scope, BatchNorm(g, scope, $"{scope}/Conv2D", to, norm));
    }

    private static string Logits(GraphDef g, string scope, string x, int from, int to)
    {
        Variable(g, $"{scope}/weights", Weights(1, 1, from, to));
        Variable(g, $"{scope}/biases", Weights(to));
        g.Add("Conv2D", $"{scope}/Conv2D", [x, $"{scope}/weights/read"], ("strides", (long[])[1, 1, 1, 1]), ("padding", "SAME"));
        return g.Add("BiasAdd", $"{scope}/BiasAdd", [$"{scope}/Conv2D", $"{scope}/biases/read"], ("data_format", "NHWC"));
    }

    private static string BatchNorm(GraphDef g, string scope, string x, int channels, string op = "FusedBatchNormV2")
    {
        Tensor ones = new(ElementType.Float32, [channels]);
        ones.AsSpan<float>().Fill(1.5f);
        Variable(g, $"{scope}/BatchNorm/gamma", ones);
        Variable(g, $"{scope}/BatchNorm/beta", Weights(channels));
        Variable(g, $"{scope}/BatchNorm/moving_mean", Weights(channels));
        Variable(g, $"{scope}/BatchNorm/moving_variance", ones);
        return g.Add(op, $"{scope}/BatchNorm/{op}", [x, .. new[] { "gamma", "beta", "moving_mean", "moving_variance" }.Select(v => $"{scope}/BatchNorm/{v}/read")],
            ("epsilon", 0.001f), ("is_training", false), ("data_format", "NHWC"));
    }

    private static string Activate(GraphDef g, string scope, string x, string op = "Relu") => g.Add(op, $"{scope}/{op}", [x]);

    // A variable whose first value is a constant, as in files that hold their weights.
    private static void Variable(GraphDef g, string name, Tensor value)
    {
        g.Const($"{name}/Initializer/Const", value);
        g.Add("VariableV2", name, [], ("dtype", DataType.Float), ("shape", TensorShapeProto.Of(value.Shape)));
        g.Add("Assign", $"{name}/Assign", [name, $"{name}/Initializer/Const"]);
        g.Add("Identity", $"{name}/read", [name], ("T", DataType.Float));
    }

    // Labels, a loss, a step of an optimizer, saving and restoring, and checks: nothing that the predictions need.
    private static void Training(GraphDef g)
    {
        g.Placeholder("labels", DataType.Int64, -1);
        g.Add("SparseSoftmaxCrossEntropyWithLogits", "loss/xentropy", ["net/SpatialSqueeze", "labels"]);
        g.Add("UnheardOf", "loss/strange", ["loss/xentropy"]);
        g.Add("ApplyMomentum", "train/update", ["net/conv1/weights", "loss/strange"]);
        g.Add("NoOp", "init", ["^net/conv1/weights/Assign"]);
        g.Const("save/Const", Tensor.OfStrings(Shape.Scalar, "model"));
        g.Const("save/names", Tensor.OfStrings([1], "net/conv1/weights"));
        g.Add("RestoreV2", "save/RestoreV2", ["save/Const", "save/names", "save/names"]);
        g.Add("Assign", "save/Assign", ["net/conv1/weights", "save/RestoreV2"]);
        g.Add("Assert", "check/Assert", ["check/condition", "save/Const"]);
        g.Const("check/condition", Tensor.Scalar(true));
    }

    private static Tensor Weights(params int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        for (int i = 0; i < tensor.Count; i++) tensor.AsSpan<float>()[i] = (i * 7 % 13 - 6) / 8f;
        return tensor;
    }
}

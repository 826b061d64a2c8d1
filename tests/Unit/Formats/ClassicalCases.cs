using Google.Protobuf;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>A file of one node with its operands.</summary>
public sealed record NodeCase(string Name, string Domain, long Version, string Operator, (string Name, object Value)[] Attributes, int Outputs, params Tensor?[] Inputs)
{
    /// <summary>The file; results get the types that <paramref name="types"/> names.</summary>
    public byte[] ToBytes(params ElementType[] types)
    {
        var node = new NodeProto { OpType = Operator, Name = "node", Domain = Domain };
        foreach ((string name, object value) in Attributes) node.Attributes.Add(Attribute(name, value));
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = Domain.Length == 0 ? Version : 17 } },
            Graph = new GraphProto { Name = "case", Nodes = { node } },
        };
        if (Domain.Length > 0) model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = Version });
        for (int i = 0; i < Inputs.Length; i++)
        {
            node.Inputs.Add(Inputs[i] is null ? "" : $"x{i}");
            if (Inputs[i] is { } input) model.Graph.Inputs.Add(Describe($"x{i}", input.Type, input.Shape));
        }
        for (int o = 0; o < Outputs; o++)
        {
            node.Outputs.Add($"y{o}");
            model.Graph.Outputs.Add(Describe($"y{o}", o < types.Length ? types[o] : ElementType.Float32, null));
        }
        return model.ToByteArray();
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case int number: (proto.Kind, proto.Int) = (AttributeKind.Int, number); break;
            case float number: (proto.Kind, proto.Float) = (AttributeKind.Float, number); break;
            case string text: (proto.Kind, proto.Text) = (AttributeKind.String, ByteString.CopyFromUtf8(text)); break;
            case int[] list:
                proto.Kind = AttributeKind.Ints;
                proto.Ints.AddRange(list.Select(v => (long)v));
                break;
            case float[] list:
                proto.Kind = AttributeKind.Floats;
                proto.Floats.AddRange(list);
                break;
            case string[] list:
                proto.Kind = AttributeKind.Strings;
                proto.Strings.AddRange(list.Select(ByteString.CopyFromUtf8));
                break;
            case Tensor tensor: (proto.Kind, proto.Tensor) = (AttributeKind.Tensor, TensorProto.Of("", tensor)); break;
            default: throw new NotSupportedException($"{value.GetType()}");
        }
        return proto;
    }

    private static ValueInfoProto Describe(string name, ElementType type, Shape? shape)
    {
        var described = new TensorTypeProto { ElementType = type };
        if (shape is { } known)
        {
            described.Shape = new TensorShapeProto();
            foreach (int d in known) described.Shape.Dims.Add(new DimensionProto { Value = d });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = described } };
    }
}

/// <summary>Files of one operator of the domain ai.onnx.ml each.</summary>
public static class ClassicalCases
{
    private const string Domain = "ai.onnx.ml";

    private static readonly Tensor X = Rows(7, 4);

    private static readonly Tensor Words = Tensor.OfStrings([5], "b", "a", "?", "c", "b");

    private static readonly string[] Transforms = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NodeCase> All { get; } = [.. Mappings(), .. Scalings(), .. Linears(), .. Machines(), .. Trees()];

    private static Tensor Rows(int rows, int columns)
    {
        var x = new Tensor(ElementType.Float32, [rows, columns]);
        for (int i = 0; i < x.Count; i++) x.AsSpan<float>()[i] = i * 37 % 41 / 10f - 2;
        return x;
    }

    private static NodeCase Case(string name, string op, int version, int outputs, (string, object)[] attributes, params Tensor?[] inputs) =>
        new(name, Domain, version, op, attributes, outputs, inputs);

    private static IEnumerable<NodeCase> Mappings()
    {
        Tensor numbers = Tensor.Ints(2, 7, -1, 9);
        yield return Case("label text to number", "LabelEncoder", 2, 1, [("keys_strings", (string[])["a", "b", "c"]), ("values_int64s", (int[])[10, 20, 30])], Words);
        yield return Case("label number to text", "LabelEncoder", 2, 1, [("keys_int64s", (int[])[2, 9]), ("values_strings", (string[])["two", "nine"]), ("default_string", "none")], numbers);
        yield return Case("label number to float", "LabelEncoder", 2, 1, [("keys_floats", (float[])[-2, 1.7f]), ("values_floats", (float[])[5, 6]), ("default_float", -3f)], X);
        yield return Case("label text to text", "LabelEncoder", 2, 1, [("keys_strings", (string[])["a", "b"]), ("values_strings", (string[])["A", "B"])], Words);
        yield return Case("label of the first version", "LabelEncoder", 1, 1, [("classes_strings", (string[])["a", "b", "c"]), ("default_int64", 77)], Words);
        yield return Case("label by tensors", "LabelEncoder", 4, 1, [("keys_tensor", Tensor.OfStrings([2], "a", "c")), ("values_tensor", Tensor.Of<double>([2], 1.5, 2.5)),
            ("default_tensor", Tensor.Of<double>([1], -9))], Words);
        yield return Case("categories to numbers", "CategoryMapper", 1, 1, [("cats_strings", (string[])["a", "b", "c"]), ("cats_int64s", (int[])[3, 4, 5])], Words);
        yield return Case("categories to texts", "CategoryMapper", 1, 1, [("cats_strings", (string[])["a", "b"]), ("cats_int64s", (int[])[2, 7])], numbers);
        yield return Case("one hot of texts", "OneHotEncoder", 1, 1, [("cats_strings", (string[])["a", "b", "c"])], Words);
        yield return Case("one hot of numbers", "OneHotEncoder", 1, 1, [("cats_int64s", (int[])[7, 2, 5]), ("zeros", 1)], Tensor.Of<float>([2, 2], 2, 7, 5, 6));
        yield return Case("features picked", "ArrayFeatureExtractor", 1, 1, [], X, Tensor.Of<long>([1, 3], 3, 0, 3));
        yield return Case("features of a vector", "ArrayFeatureExtractor", 1, 1, [], Tensor.Ints(5, 6, 7), Tensor.Ints(2, 1));
        yield return Case("features joined", "FeatureVectorizer", 1, 1, [("inputdimensions", (int[])[4, 2])], X, Rows(7, 2));
    }

    private static IEnumerable<NodeCase> Scalings()
    {
        yield return Case("binary", "Binarizer", 1, 1, [("threshold", 0.5f)], X);
        yield return Case("imputed NaN", "Imputer", 1, 1, [("imputed_value_floats", (float[])[9, 8]), ("replaced_value_float", float.NaN)], Tensor.Of<float>([2, 2], 1, float.NaN, float.NaN, 2));
        yield return Case("imputed number", "Imputer", 1, 1, [("imputed_value_int64s", (int[])[9]), ("replaced_value_int64", 3)], Tensor.Of<long>([2, 2], 1, 3, 3, 2));
        yield return Case("scaled", "Scaler", 1, 1, [("offset", (float[])[1, 2, 3, 4]), ("scale", (float[])[1, 0.5f, 2, -1])], X);
        yield return Case("scaled by one number", "Scaler", 1, 1, [("offset", (float[])[1]), ("scale", (float[])[0.25f])], Tensor.Of<long>([2, 2], 1, 2, 3, 4));
        foreach (string norm in (string[])["MAX", "L1", "L2"])
            yield return Case($"normalized by {norm}", "Normalizer", 1, 1, [("norm", norm)], Tensor.Of<float>([3, 2], 1, -3, 0, 0, 2, 4));
    }

    private static IEnumerable<NodeCase> Linears()
    {
        float[] w = [0.5f, -1, 0.25f, 0.75f, 1, 0.1f, -0.2f, 0.3f, -0.7f, 0.6f, 0.05f, -0.4f];
        foreach (string transform in Transforms)
        {
            yield return Case($"linear regression {transform}", "LinearRegressor", 1, 1,
                [("coefficients", w), ("intercepts", (float[])[0.1f, -0.2f, 0.3f]), ("targets", 3), ("post_transform", transform)], X);
            yield return Case($"linear classes {transform}", "LinearClassifier", 1, 2,
                [("coefficients", w), ("intercepts", (float[])[0.1f, -0.2f, 0.3f]), ("classlabels_strings", (string[])["a", "b", "c"]), ("post_transform", transform)], X);
            yield return Case($"linear binary {transform}", "LinearClassifier", 1, 2,
                [("coefficients", w[..4]), ("intercepts", (float[])[0.1f]), ("classlabels_ints", (int[])[5, 9]), ("post_transform", transform)], X);
            yield return Case($"linear two classes {transform}", "LinearClassifier", 1, 2,
                [("coefficients", w[..8]), ("intercepts", (float[])[0.1f, -0.1f]), ("classlabels_ints", (int[])[5, 9]), ("post_transform", transform), ("multi_class", 1)], X);
        }
        yield return Case("linear regression PROBIT", "LinearRegressor", 1, 1, [("coefficients", (float[])[0.5f, 0.2f]), ("post_transform", "PROBIT")],
            Tensor.Of<float>([3, 2], 1, 1, 0.5f, 0.3f, 1.5f, 0.5f));
    }

    private static IEnumerable<NodeCase> Machines()
    {
        float[] vectors = [.. Rows(5, 4).AsSpan<float>().ToArray().Select(v => v * 0.7f + 0.3f)];
        (string, float[])[] kernels = [("LINEAR", [0, 0, 0]), ("POLY", [0.3f, 0.5f, 2]), ("RBF", [0.2f, 0, 0]), ("SIGMOID", [0.1f, 0.2f, 0])];
        foreach ((string kernel, float[] parameters) in kernels)
        {
            (string, object)[] common = [("kernel_type", kernel), ("kernel_params", parameters), ("support_vectors", vectors)];
            yield return Case($"machine regression {kernel}", "SVMRegressor", 1, 1,
                [.. common, ("coefficients", (float[])[0.5f, -0.25f, 1, -0.75f, 0.1f]), ("rho", (float[])[0.2f]), ("n_supports", 5)], X);
            yield return Case($"machine of three classes {kernel}", "SVMClassifier", 1, 2,
                [.. common, ("coefficients", (float[])[0.5f, -0.25f, 1, -0.75f, 0.1f, 0.3f, 0.6f, -0.2f, -0.4f, 0.9f]), ("rho", (float[])[0.2f, -0.1f, 0.05f]),
                 ("vectors_per_class", (int[])[2, 2, 1]), ("classlabels_strings", (string[])["a", "b", "c"])], X);
            yield return Case($"machine with probabilities {kernel}", "SVMClassifier", 1, 2,
                [.. common, ("coefficients", (float[])[0.5f, -0.25f, 1, -0.75f, 0.1f, 0.3f, 0.6f, -0.2f, -0.4f, 0.9f]), ("rho", (float[])[0.2f, -0.1f, 0.05f]),
                 ("prob_a", (float[])[-1.5f, -0.8f, -1.1f]), ("prob_b", (float[])[0.1f, 0, -0.2f]), ("vectors_per_class", (int[])[2, 2, 1]), ("classlabels_ints", (int[])[1, 2, 4])], X);
        }
        (string, object)[] binary = [("kernel_type", "RBF"), ("kernel_params", (float[])[0.2f, 0, 0]), ("support_vectors", vectors), ("rho", (float[])[0.1f]),
            ("vectors_per_class", (int[])[3, 2])];
        float[] signed = [0.5f, 0.25f, 1, -0.75f, -0.9f];
        foreach (string transform in Transforms)
        {
            yield return Case($"binary machine {transform}", "SVMClassifier", 1, 2, [.. binary, ("coefficients", signed), ("classlabels_ints", (int[])[3, 8]), ("post_transform", transform)], X);
            yield return Case($"linear machine {transform}", "SVMClassifier", 1, 2,
                [("kernel_type", "LINEAR"), ("kernel_params", (float[])[0, 0, 0]), ("coefficients", (float[])[0.5f, -0.25f, 1, -0.75f, 0.1f, 0.3f, 0.6f, -0.2f, -0.4f, 0.9f, 0.2f, 0.3f]), ("rho", (float[])[0.2f, -0.1f, 0.05f]),
                 ("classlabels_ints", (int[])[3, 8, 9]), ("post_transform", transform)], X);
        }
        yield return Case("binary machine with probabilities", "SVMClassifier", 1, 2,
            [.. binary, ("coefficients", signed), ("classlabels_strings", (string[])["no", "yes"]), ("prob_a", (float[])[-1.5f]), ("prob_b", (float[])[0.1f])], X);
        yield return Case("linear machine regression", "SVMRegressor", 1, 1, [("kernel_type", "LINEAR"), ("kernel_params", (float[])[0, 0, 0]), ("coefficients", (float[])[0.5f, -0.25f, 1, -0.75f]), ("rho", (float[])[0.2f])], X);
        yield return Case("novelty machine", "SVMRegressor", 1, 1,
            [("coefficients", signed), ("rho", (float[])[-0.3f]), ("n_supports", 5), ("one_class", 1), ("kernel_type", "RBF"), ("kernel_params", (float[])[0.2f, 0, 0]), ("support_vectors", vectors)], X);
    }

    /// <summary>Two trees: three leaves with two questions, and two leaves with one.</summary>
    public static (string, object)[] TwoTrees(string mode, bool missing = false) =>
    [
        ("nodes_treeids", (int[])[0, 0, 0, 0, 0, 7, 7, 7]), ("nodes_nodeids", (int[])[0, 1, 2, 3, 4, 0, 1, 2]),
        ("nodes_modes", (string[])[mode, mode, "LEAF", "LEAF", "LEAF", mode, "LEAF", "LEAF"]), ("nodes_featureids", (int[])[0, 2, 0, 0, 0, 3, 0, 0]),
        ("nodes_values", (float[])[0.2f, -0.5f, 0, 0, 0, 0.7f, 0, 0]), ("nodes_truenodeids", (int[])[1, 2, 0, 0, 0, 1, 0, 0]),
        ("nodes_falsenodeids", (int[])[4, 3, 0, 0, 0, 2, 0, 0]), ("nodes_missing_value_tracks_true", (int[])[missing ? 1 : 0, 0, 0, 0, 0, missing ? 1 : 0, 0, 0]),
    ];

    private static (string, object)[] Leaves(string kind, int[] ids, float[] weights) =>
    [
        ($"{kind}_treeids", Enumerable.Repeat((int[])[0, 0, 0, 7, 7], ids.Length / 5).SelectMany(t => t).ToArray()),
        ($"{kind}_nodeids", Enumerable.Repeat((int[])[2, 3, 4, 1, 2], ids.Length / 5).SelectMany(n => n).ToArray()), ($"{kind}_ids", ids), ($"{kind}_weights", weights),
    ];

    private static IEnumerable<NodeCase> Trees()
    {
        Tensor holes = Rows(7, 4);
        for (int i = 0; i < holes.Count; i += 3) holes.AsSpan<float>()[i] = float.NaN;
        Tensor whole = Rows(7, 4);
        foreach (ref float x in whole.AsSpan<float>()) x = MathF.Floor(x);
        float[] weights = [0.1f, -0.4f, 0.8f, 0.3f, -0.2f], positive = [0.1f, 0.4f, 0.3f, 0.25f, 0.2f];
        foreach (string mode in (string[])["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"])
            yield return Case($"trees {mode}", "TreeEnsembleRegressor", 1, 1, [.. TwoTrees(mode), .. Leaves("target", [0, 0, 0, 0, 0], weights), ("n_targets", 1)], X);
        yield return Case("trees with holes", "TreeEnsembleRegressor", 1, 1, [.. TwoTrees("BRANCH_LEQ"), .. Leaves("target", [0, 0, 0, 0, 0], weights), ("n_targets", 1)], holes);
        yield return Case("trees with missing values", "TreeEnsembleRegressor", 1, 1, [.. TwoTrees("BRANCH_LEQ", true), .. Leaves("target", [0, 0, 0, 0, 0], weights), ("n_targets", 1)], holes);
        foreach (string aggregate in (string[])["SUM", "AVERAGE", "MIN", "MAX"])
            yield return Case($"trees {aggregate}", "TreeEnsembleRegressor", 3, 1,
                [.. TwoTrees("BRANCH_LEQ"), .. Leaves("target", [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [.. weights, .. positive]), ("n_targets", 2), ("base_values", (float[])[0.5f, -1]), ("aggregate_function", aggregate)], X);
        foreach (string transform in Transforms)
        {
            (string, object) post = ("post_transform", transform);
            yield return Case($"trees of three classes {transform}", "TreeEnsembleClassifier", 3, 2,
                [.. TwoTrees("BRANCH_LEQ"), .. Leaves("class", [0, 1, 2, 1, 2], weights), ("classlabels_strings", (string[])["a", "b", "c"]), post, ("base_values", (float[])[0.1f, 0.2f, 0.3f])], X);
            yield return Case($"binary trees {transform}", "TreeEnsembleClassifier", 1, 2,
                [.. TwoTrees("BRANCH_LEQ"), .. Leaves("class", [0, 0, 0, 0, 0], weights), ("classlabels_int64s", (int[])[4, 6]), post], X);
            yield return Case($"binary trees of probabilities {transform}", "TreeEnsembleClassifier", 1, 2,
                [.. TwoTrees("BRANCH_LEQ"), .. Leaves("class", [1, 1, 1, 1, 1], positive), ("classlabels_int64s", (int[])[4, 6]), post], X);
        }
        yield return Case("binary trees with a base", "TreeEnsembleClassifier", 1, 2,
            [.. TwoTrees("BRANCH_LEQ"), .. Leaves("class", [0, 0, 0, 0, 0], weights), ("classlabels_int64s", (int[])[4, 6]), ("base_values", (float[])[0.3f])], X);
        yield return Case("trees of the fifth version", "TreeEnsemble", 5, 1,
            [("nodes_splits", Tensor.Of<float>([3], 0.2f, -0.5f, 0.7f)), ("nodes_featureids", (int[])[0, 2, 3]), ("nodes_modes", Tensor.Of<byte>([3], 0, 3, 6)),
             ("nodes_truenodeids", (int[])[1, 0, 1]), ("nodes_trueleafs", (int[])[0, 1, 1]), ("nodes_falsenodeids", (int[])[2, 1, 2]), ("nodes_falseleafs", (int[])[1, 1, 1]),
             ("leaf_targetids", (int[])[0, 1, 0]), ("leaf_weights", Tensor.Of<float>([3], 1, 2, 4)), ("tree_roots", (int[])[0, 2]), ("n_targets", 2),
             ("membership_values", Tensor.Of<float>([4], 1, -2, 0, float.NaN)), ("aggregate_function", 1), ("post_transform", 0)], whole);
    }
}

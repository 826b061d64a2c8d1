using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Operators of the domain ai.onnx.ml that are a few of ONNX's own: what classical models have before and after their trees and weights.</summary>
internal static class ClassicalCompositions
{
    public const string Domain = "ai.onnx.ml";

    public static readonly Dictionary<(string Domain, string Operator), Func<ImportedNode, IReadOnlyList<Value>>> Rules = new()
    {
        [(Domain, "ArrayFeatureExtractor")] = n => [ArrayFeatureExtractor(n)],
        [(Domain, "Binarizer")] = n => [X(n).Greater(X(n).Like(n.TakeValue<float>("threshold") ?? 0)).Cast(X(n).Type.Element)],
        [(Domain, "CategoryMapper")] = n => [CategoryMapper(n)],
        [(Domain, "FeatureVectorizer")] = n => [FeatureVectorizer(n)],
        [(Domain, "Imputer")] = n => [Imputer(n)],
        [(Domain, "LinearClassifier")] = LinearClassifier,
        [(Domain, "LinearRegressor")] = n => [LinearRegressor(n)],
        [(Domain, "Normalizer")] = n => [Normalizer(n)],
        [(Domain, "OneHotEncoder")] = n => [OneHotEncoder(n)],
        [(Domain, "Scaler")] = n => [Scaler(n)],
    };

    /// <summary>Before version 2 there was one list of classes, and the operand's type said whether to number or to name them.</summary>
    public static void UpgradeLabelEncoder(ImportedNode n)
    {
        ListOf<string> classes = n.TakeValue<ListOf<string>>("classes_strings") ?? default;
        ListOf<long> places = (ListOf<long>)[.. Enumerable.Range(0, classes.Length).Select(c => (long)c)];
        bool text = X(n).Type.Element == ElementType.String;
        n.Set(text ? "keys_strings" : "values_strings", classes);
        n.Set(text ? "values_int64s" : "keys_int64s", places);
    }

    private static Value X(ImportedNode n) => n.Inputs[0]!;

    private static Value Row(ImportedNode n, ListOf<float> numbers) => n.Graph.Constant(Tensor.Of([numbers.Length], numbers.Values));

    private static Value ArrayFeatureExtractor(ImportedNode n)
    {
        Value picked = X(n).Gather(n.Inputs[1]!.Reshape(-1), -1);
        return X(n).Shape.Rank == 1 ? picked.Unsqueeze(0) : picked;
    }

    private static Value CategoryMapper(ImportedNode n)
    {
        ListOf<long> numbers = n.TakeValue<ListOf<long>>("cats_int64s") ?? default;
        ListOf<string> texts = n.TakeValue<ListOf<string>>("cats_strings") ?? default;
        long number = n.TakeValue<long>("default_int64") ?? -1;
        string text = n.Take<string>("default_string") ?? "_Unused";
        return X(n).Type.Element == ElementType.String
            ? X(n).LabelEncoder(texts.Values, numbers.Values, number)
            : X(n).LabelEncoder(numbers.Values, texts.Values, text);
    }

    private static Value FeatureVectorizer(ImportedNode n)
    {
        Ints sizes = n.TakeValue<Ints>("inputdimensions") ?? default;
        List<Value> parts = [];
        for (int i = 0; i < n.Inputs.Count; i++)
        {
            Value x = n.Inputs[i]!.Cast(ElementType.Float32);
            if (x.Shape.Rank == 1) x = x.Unsqueeze(0);
            int size = i < sizes.Length ? sizes[i] : throw n.Error($"inputdimensions has {sizes.Length} numbers for {n.Inputs.Count} operands");
            if (!x.Shape[-1].IsKnown || x.Shape[-1].Value > size) x = x.Slice(1, 0, size);
            if (x.Shape[-1].IsKnown && x.Shape[-1].Value < size) x = x.Pad([0, 0, 0, size - x.Shape[-1].Value]);
            parts.Add(x);
        }
        return n.Graph.Concat(1, [.. parts]);
    }

    private static Value Imputer(ImportedNode n)
    {
        ListOf<float> numbers = n.TakeValue<ListOf<float>>("imputed_value_floats") ?? default;
        ListOf<long> integers = n.TakeValue<ListOf<long>>("imputed_value_int64s") ?? default;
        float missing = n.TakeValue<float>("replaced_value_float") ?? 0;
        long missingInteger = n.TakeValue<long>("replaced_value_int64") ?? 0;
        ElementType type = X(n).Type.Element;
        Value by = type.IsFloat() ? Row(n, numbers).Cast(type) : n.Graph.Constant(Tensor.Of([integers.Length], integers.Values)).Cast(type);
        Value which = type.IsFloat() && float.IsNaN(missing) ? X(n).IsNaN() : X(n).Equal(X(n).Like(type.IsFloat() ? missing : missingInteger));
        return which.Where(by, X(n));
    }

    private static Value Scaler(ImportedNode n)
    {
        Value x = X(n).Cast(ElementType.Float32);
        if (n.TakeValue<ListOf<float>>("offset") is { Length: > 0 } offset) x -= Row(n, offset);
        return n.TakeValue<ListOf<float>>("scale") is { Length: > 0 } scale ? x * Row(n, scale) : x;
    }

    // What has length 0 stays as it is.
    private static Value Normalizer(ImportedNode n)
    {
        Value x = X(n).Cast(ElementType.Float32);
        string norm = n.Take<string>("norm") ?? "MAX";
        Value length = norm switch
        {
            "MAX" => x.ReduceMax([-1]),
            "L1" => x.ReduceL1([-1]),
            "L2" => x.ReduceL2([-1]),
            _ => throw n.Error($"norm '{norm}' is not one of MAX, L1, L2"),
        };
        return x / length.Equal(length.Like(0)).Where(length.Like(1), length);
    }

    private static Value OneHotEncoder(ImportedNode n)
    {
        ListOf<long> numbers = n.TakeValue<ListOf<long>>("cats_int64s") ?? default;
        ListOf<string> texts = n.TakeValue<ListOf<string>>("cats_strings") ?? default;
        bool zeros = n.TakeValue<bool>("zeros") ?? true;
        bool text = X(n).Type.Element == ElementType.String;
        int count = text ? texts.Length : numbers.Length;
        long[] places = [.. Enumerable.Range(0, count).Select(c => (long)c)];
        // A category that is not listed picks the line of zeros, or where that is not wanted a line that is not there.
        Value place = text
            ? X(n).LabelEncoder(texts.Values, places, count)
            : n.Graph.Add(new LabelEncoder(DefaultInt64: count, KeysInt64s: numbers, ValuesInt64s: places), X(n).Cast(ElementType.Int64));
        var lines = new Tensor(ElementType.Float32, [zeros ? count + 1 : count, count]);
        for (int c = 0; c < count; c++) lines.AsSpan<float>()[c * (count + 1)] = 1;
        return n.Graph.Constant(lines).Gather(place);
    }

    private static Value Linear(ImportedNode n, int targets)
    {
        ListOf<float> weights = n.TakeValue<ListOf<float>>("coefficients") ?? default;
        ListOf<float> start = n.TakeValue<ListOf<float>>("intercepts") ?? default;
        if (targets == 0 || weights.Length == 0 || weights.Length % targets != 0) throw n.Error($"{weights.Length} coefficients do not make {targets} rows");
        if (start.Length > 0 && start.Length != targets) throw n.Error($"there are {start.Length} intercepts for {targets} rows of coefficients");
        Value x = X(n).Cast(ElementType.Float32);
        if (x.Shape.Rank == 1) x = x.Unsqueeze(0);
        Value w = n.Graph.Constant(Tensor.Of([targets, weights.Length / targets], weights.Values));
        return x.Gemm(w, start.Length == 0 ? null : Row(n, start), transB: true);
    }

    private static Value LinearRegressor(ImportedNode n)
    {
        Value y = Linear(n, n.TakeValue<int>("targets") ?? 1);
        return Transform(n, y, n.Take<string>("post_transform") ?? "NONE");
    }

    private static Value[] LinearClassifier(ImportedNode n)
    {
        ListOf<long> numbers = n.TakeValue<ListOf<long>>("classlabels_ints") ?? default;
        ListOf<string> texts = n.TakeValue<ListOf<string>>("classlabels_strings") ?? default;
        string transform = n.Take<string>("post_transform") ?? "NONE";
        _ = n.TakeValue<int>("multi_class");
        int classes = Math.Max(numbers.Length, texts.Length);
        int targets = n.Attributes.TryGetValue("intercepts", out AttributeProto? intercepts) && intercepts.Floats.Count > 0 ? intercepts.Floats.Count : classes;
        Value scores = Linear(n, targets), best;
        if (targets == 1)
        {
            best = scores.Greater(scores.Like(0)).Cast(ElementType.Int64).Squeeze(1);
            (Value no, Value yes) = transform == "LOGISTIC" ? ((-scores).Sigmoid(), scores.Sigmoid()) : (1 - scores, scores);
            scores = classes == 2 ? n.Graph.Concat(1, no, yes) : yes;
        }
        else
        {
            best = scores.ArgMax(1);
            scores = Transform(n, scores, transform);
        }
        // One score without two names for it tells positive (1) from negative (0).
        if (targets == 1 && classes != 2)
        {
            if (texts.Length > 0) texts = ["0", "1"];
            else numbers = [0, 1];
        }
        Value labels = n.Graph.Constant(texts.Length > 0 ? Tensor.OfStrings([texts.Length], texts.Values) : Tensor.Of([numbers.Length], numbers.Values));
        return [labels.Gather(best), scores];
    }

    private static Value Transform(ImportedNode n, Value scores, string name)
    {
        switch (name)
        {
            case "NONE": return scores;
            case "SOFTMAX": return scores.Softmax();
            case "LOGISTIC": return scores.Sigmoid();
            case "SOFTMAX_ZERO":
                Value scored = scores.Abs().Greater(scores.Like(1e-7)).Cast(scores.Type.Element);
                Value largest = scores.ReduceMax([-1]), e = (scores - largest).Exp() * scored;
                return (e + (1 - scored) * scores * (-largest).Exp()) / e.ReduceSum([-1]);
            case "PROBIT":
                Value x = scores * 2 - 1, log = (1 - x * x).Log(), half = log * 0.5 + 2 / (Math.PI * 0.147);
                return ((half * half - log / 0.147).Sqrt() - half).Sqrt() * x.Sign() * Math.Sqrt(2);
            default: throw n.Error($"post_transform '{name}' is not one of NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO, PROBIT");
        }
    }
}

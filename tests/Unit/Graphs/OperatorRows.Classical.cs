using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static readonly string[] StumpModes = ["BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"];

    private static OperatorRow[] Classical =>
    [
        new(new LabelEncoder(KeysStrings: ["a", "b"], ValuesInt64s: [1, 1L << 40]), Tensor.OfStrings([3], "b", "?", "a")) { HasGradient = false },
        new(new LabelEncoder(KeysInt64s: [-1, 0, 2], ValuesFloats: [5, 6, 7], DefaultFloat: float.NaN), Of(ElementType.Int64, -4, 4, 3, 5)) { HasGradient = false },
        new(new LabelEncoder(KeysTensor: Tensor.Of<short>([2], 1, 2), ValuesTensor: Tensor.Of<double>([2], 1, 2), DefaultTensor: Tensor.Of<double>([1], 3)),
            Tensor.Of<short>([3], 1, 2, 3)) { HasGradient = false },
        new(new TreeEnsembleRegressor(NTargets: 2, NodesTreeids: [0, 0, 0, 1, 1, 1], NodesNodeids: [0, 1, 2, 0, 1, 2], NodesModes: StumpModes,
            NodesFeatureids: [0, 0, 0, 2, 0, 0], NodesValues: [0.1f, 0, 0, -0.2f, 0, 0], NodesTruenodeids: [1, 0, 0, 1, 0, 0], NodesFalsenodeids: [2, 0, 0, 2, 0, 0],
            TargetTreeids: [0, 0, 1, 1], TargetNodeids: [1, 2, 1, 2], TargetIds: [0, 1, 1, 0], TargetWeights: [1, 2, 3, 4], BaseValues: [0.5f, 0]), (int[])[70, 3]) { HasGradient = false },
        new(new TreeEnsembleClassifier(ClasslabelsInt64s: [3, 5, 9], NodesTreeids: [0, 0, 0, 1, 1, 1], NodesNodeids: [0, 1, 2, 0, 1, 2], NodesModes: StumpModes,
            NodesFeatureids: [0, 0, 0, 2, 0, 0], NodesValues: [0.1f, 0, 0, -0.2f, 0, 0], NodesTruenodeids: [1, 0, 0, 1, 0, 0], NodesFalsenodeids: [2, 0, 0, 2, 0, 0],
            ClassTreeids: [0, 0, 1, 1], ClassNodeids: [1, 2, 1, 2], ClassIds: [0, 1, 1, 2], ClassWeights: [1, 2, 3, 4], PostTransform: "SOFTMAX"), (int[])[70, 3]) { HasGradient = false },
        new(new TreeEnsemble([0, 1], Tensor.Of<double>([2], 1.5, 2), [1], [1], [1], Tensor.Of<byte>([1], 1), Tensor.Of<double>([1], 0.1), [1], [0], [0], NTargets: 2),
            Of(ElementType.Float64, -1, 1, 5, 2)) { HasGradient = false },
        new(new SVMRegressor([0.5f, -1], [0.3f, 0, 0], "RBF", 2, Rho: [0.1f], SupportVectors: [1, 2, 3, 4]), (int[])[5, 2]) { HasGradient = false },
        new(new SVMClassifier(ClasslabelsInts: [1, 2], Coefficients: [0.5f, -1], KernelParams: [0.3f, 0, 0], KernelType: "RBF", Rho: [0.1f], SupportVectors: [1, 2, 3, 4],
            VectorsPerClass: [1, 1]), (int[])[5, 2]) { HasGradient = false },
        new(new ZipMap(ClasslabelsStrings: ["a", "b", "c"]), (int[])[2, 3]) { HasGradient = false, Saved = false },
        new(new DictVectorizer(StringVocabulary: ["c", "a"]), Tensor.Map(Tensor.OfStrings([2], "a", "b"), Tensor.Of<float>([2], 1, 2))) { HasGradient = false, Saved = false },
        new(new CastMap(), Tensor.Map(Tensor.Ints(3, 1), Tensor.Of<float>([2], 5, 6))) { HasGradient = false, Saved = false },
    ];
}

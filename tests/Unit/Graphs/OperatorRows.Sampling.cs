using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using static MlNetDeepLearning.Tests.Unit.Graphs.Operand;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static Operand Grid(params int[] shape) => new(shape, -1.3, 1.3);

    private static OperatorRow[] Sampling =>
    [
        new(new GridSample(), (int[])[2, 3, 5, 6], Grid(2, 4, 7, 2)) { GradientTolerance = 1e-5 },
        new(new GridSample(true, "linear", "border"), (int[])[1, 2, 5, 6], Grid(1, 40, 1, 2)) { GradientTolerance = 1e-5 },
        new(new GridSample(false, "linear", "reflection"), (int[])[1, 2, 3, 4, 5], Grid(1, 2, 3, 4, 3)) { GradientTolerance = 1e-5 },
        new(new GridSample(false, "nearest", "reflection"), (int[])[2, 2, 5, 6], Grid(2, 9, 9, 2)),
        new(new GridSample(false, "cubic"), (int[])[1, 2, 5, 6], Grid(1, 9, 9, 2)) { GradientTolerance = 1e-5 },
        new(new GridSample(true, "cubic", "reflection"), (int[])[1, 2, 5, 6], Grid(1, 9, 9, 2)) { GradientTolerance = 1e-5 },
        new(new GridSample(false, "cubic", "border"), (int[])[1, 1, 9], Grid(1, 31, 1)) { GradientTolerance = 1e-5 },
        new(new GridSampleGradient(0), (int[])[1, 2, 5, 6], Grid(1, 4, 7, 2), (int[])[1, 2, 4, 7]) { HasGradient = false },
        new(new AffineGrid(), (int[])[2, 2, 3], Ints(2, 1, 4, 5)),
        new(new AffineGrid(true), (int[])[1, 3, 4], Ints(1, 2, 2, 3, 4)),
        new(new Col2Im(Strides: [2, 1], Pads: [1, 0, 0, 1]), (int[])[2, 12, 9], Ints(5, 3), Ints(2, 2)) { HasGradient = false },
        new(new Col2Im([1, 1, 2]), (int[])[1, 8, 9], Ints(2, 3, 5), Ints(2, 1, 2)) { HasGradient = false },
        new(new DeformConv(Pads: [1, 1, 1, 1]), (int[])[2, 4, 5, 6], (int[])[6, 4, 3, 3], (int[])[2, 18, 5, 6], (int[])[6], (int[])[2, 9, 5, 6]) { HasGradient = false },
        new(new DeformConv(Group: 2, OffsetGroup: 2, Strides: [2, 1]), (int[])[1, 4, 6, 5], (int[])[2, 2, 2, 2], (int[])[1, 16, 3, 4]) { HasGradient = false },
        new(new TensorScatter(), (int[])[2, 3, 6, 4], (int[])[2, 3, 2, 4], Ints(4, 1)) { HasGradient = false },
        new(new TensorScatter(1, "circular"), (int[])[2, 5, 3], (int[])[2, 4, 3], Ints(3, 0)) { HasGradient = false },
    ];

    private static OperatorRow[] Sums =>
    [
        new(new Einsum("ij,jk->ik"), (int[])[3, 5], (int[])[5, 7]),
        new(new Einsum("bhid, bhjd -> bhij"), (int[])[2, 3, 5, 4], (int[])[2, 3, 6, 4]),
        new(new Einsum("bhij,bjhd->bihd"), (int[])[2, 3, 5, 4], (int[])[2, 4, 3, 6]),
        new(new Einsum("abc,dcb->da"), (int[])[4, 3, 5], (int[])[6, 5, 3]),
        new(new Einsum("i,j"), (int[])[4], (int[])[5]),
        new(new Einsum("...ij,...jk"), (int[])[2, 1, 3, 4], (int[])[5, 4, 2]),
        new(new Einsum("ij,jk,kl->il"), (int[])[3, 4], (int[])[4, 5], (int[])[5, 2]),
        new(new Einsum("kj,ki->ij"), (int[])[40, 33], (int[])[40, 17]),
        new(new Einsum("ij->j"), (int[])[3, 4]),
        new(new Einsum("ij,kl->il"), (int[])[3, 4], (int[])[2, 5]),
        new(new Einsum("ij,ij->"), (int[])[3, 4], (int[])[3, 4]),
        new(new Einsum("ijk->kij"), (int[])[3, 4, 5]),
        new(new Einsum("bii->bi"), (int[])[2, 3, 3]) { HasGradient = false },
        new(new Einsum("ij,jk->ik"), Of(ElementType.Int32, -9, 9, 3, 5), Of(ElementType.Int32, -9, 9, 5, 7)) { HasGradient = false },
    ];

    private static OperatorRow[] Texts =>
    [
        new(new StringConcat(), Tensor.OfStrings([2, 2], "a", "b", "", "d"), Tensor.OfStrings([2], "x", "yz")) { HasGradient = false },
        new(new StringSplit(), Tensor.OfStrings([3], " a  bc d ", "", "one")) { HasGradient = false },
        new(new StringSplit("--", 1), Tensor.OfStrings([2], "a--b--c", "--")) { HasGradient = false },
        new(new RegexFullMatch(@"(?P<user>\w+)@(\w+\.)+com|x"), Tensor.OfStrings([4], "me@some.where.com", "me@where.org", "x", "xx")) { HasGradient = false },
        new(new StringNormalizer("UPPER", false, "", ["The", "a"]), Tensor.OfStrings([1, 4], "the", "cat", "A", "dog")) { HasGradient = false },
        new(new TfIdfVectorizer(2, 1, 1, "TFIDF", [0, 2], [0, 1, 3, 2], [5, 6, 5, 6, 6, 7], Weights: [1, 2, 3, 4]), Tensor.Of<int>([2, 4], 5, 6, 6, 7, 7, 5, 1, 6))
            { HasGradient = false },
        new(new TfIdfVectorizer(2, 0, 2, "TF", [0, 0], [1, 0], PoolStrings: ["a", "b", "b", "a"]), Tensor.OfStrings([5], "a", "b", "a", "b", "c")) { HasGradient = false },
    ];
}

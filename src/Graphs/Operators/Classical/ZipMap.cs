using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A map from class labels to scores for each row of scores [N, C] (ai.onnx.ml ZipMap): a sequence of N maps.</summary>
public sealed record ZipMap([property: OnnxName("classlabels_int64s")] ListOf<long> ClasslabelsInt64s = default, ListOf<string> ClasslabelsStrings = default) : Operator
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (ClasslabelsInt64s.Length > 0 == ClasslabelsStrings.Length > 0)
            throw i.Error("the classes must be named either by classlabels_strings or by classlabels_int64s");
        i.RequireRank(0, 1, 2);
        i.RequireEqual(i.Shape(0)[-1], Math.Max(ClasslabelsInt64s.Length, ClasslabelsStrings.Length), "scores of a row and labels");
        i.Output(TensorType.Sequence(TensorType.Map(new TensorType(i.Element(0), [i.Shape(0)[-1]]), ClasslabelsStrings.Length > 0 ? ElementType.String : ElementType.Int64)));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor keys = ClasslabelsStrings.Length > 0
            ? Tensor.OfStrings([ClasslabelsStrings.Length], ClasslabelsStrings.Values)
            : Tensor.Of([ClasslabelsInt64s.Length], ClasslabelsInt64s.Values);
        Tensor x = k.Input(0);
        if (x.Shape[-1] != keys.Count) throw new ShapeException($"{k.Node}: rows have {x.Shape[-1]} scores for {keys.Count} labels.");
        var maps = new Tensor[x.Shape.Rank == 1 ? 1 : x.Shape[0]];
        for (int row = 0; row < maps.Length; row++)
        {
            var scores = new Tensor(x.Type, [(int)keys.Count]);
            x.AsBytes().Slice(row * (int)scores.Bytes, (int)scores.Bytes).CopyTo(scores.AsBytes());
            maps[row] = Tensor.Map(keys, scores);
        }
        k.Give(0, Tensor.Sequence(maps));
    }
}

/// <summary>Applies <see cref="Graphs.ZipMap"/>.</summary>
public static class ZipMapBuilder
{
    /// <summary>A sequence of maps from labels to the scores of each row.</summary>
    public static Value ZipMap(this Value scores, params ReadOnlySpan<string> labels) => scores.Graph.Add(new ZipMap(ClasslabelsStrings: labels.ToArray()), scores);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ZipMap>("ai.onnx.ml");
}

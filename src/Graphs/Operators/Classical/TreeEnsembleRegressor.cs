using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Regression by decision trees (ai.onnx.ml TreeEnsembleRegressor): each row of features [N, F] walks through all trees; what its leaves add to
/// each target is summed, averaged, or the smallest or largest counts. The result is [N, targets]. The lists, whose names are
/// ONNX's, have an entry for each node and for each weight of a leaf.
/// </summary>
public sealed record TreeEnsembleRegressor(
    string AggregateFunction = "SUM", ListOf<float> BaseValues = default, TensorValue? BaseValuesAsTensor = null, int? NTargets = null,
    Ints NodesFalsenodeids = default, Ints NodesFeatureids = default, ListOf<float> NodesHitrates = default, TensorValue? NodesHitratesAsTensor = null,
    Ints NodesMissingValueTracksTrue = default, ListOf<string> NodesModes = default, Ints NodesNodeids = default, Ints NodesTreeids = default,
    Ints NodesTruenodeids = default, ListOf<float> NodesValues = default, TensorValue? NodesValuesAsTensor = null, string PostTransform = "NONE",
    Ints TargetIds = default, Ints TargetNodeids = default, Ints TargetTreeids = default, ListOf<float> TargetWeights = default,
    TensorValue? TargetWeightsAsTensor = null) : Operator
{
    private static readonly ConditionalWeakTable<TreeEnsembleRegressor, Model> Models = [];

    private int Targets => NTargets ?? 1;

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Graphs.PostTransform.Check(i, PostTransform);
        Model model = Models.GetValue(this, Link);
        if (model.Base.Length > 0 && model.Base.Length != Targets) throw i.Error($"there are {model.Base.Length} base values for {Targets} targets");
        i.Output(ElementType.Float32, [ForestScoring.Rows(i, model.Forest.Features), Targets]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Model model = Models.GetValue(this, Link);
        ForestScoring.Run(k, model.Forest, model.Aggregate, new Result(PostTransform, model.Base, k.Output(0)));
    }

    private static Model Link(TreeEnsembleRegressor op) => new(
        new NodeLists(op.NodesTreeids, op.NodesNodeids, op.NodesModes, op.NodesFeatureids, NodeLists.Numbers(op.NodesValues, op.NodesValuesAsTensor),
            op.NodesTruenodeids, op.NodesFalsenodeids, op.NodesMissingValueTracksTrue, op.TargetTreeids, op.TargetNodeids, op.TargetIds,
            NodeLists.Numbers(op.TargetWeights, op.TargetWeightsAsTensor)).Link(op.Targets),
        Enum.TryParse(op.AggregateFunction, ignoreCase: true, out Aggregate aggregate) && !char.IsAsciiDigit(op.AggregateFunction[0])
            ? aggregate
            : throw new ShapeException($"aggregate_function '{op.AggregateFunction}' is not one of AVERAGE, SUM, MIN, MAX"),
        NodeLists.Numbers(op.BaseValues, op.BaseValuesAsTensor));

    private sealed record Model(Forest Forest, Aggregate Aggregate, double[] Base);

    /// <summary>Adds the base values, transforms and stores the scores of a row.</summary>
    internal readonly struct Result(string transform, double[] start, Tensor y) : IForestResult
    {
        public void Finish(int row, Span<double> scores)
        {
            for (int t = 0; t < start.Length; t++) scores[t] += start[t];
            Graphs.PostTransform.Apply(transform, scores);
            int at = row * scores.Length;
            if (y.Type == ElementType.Float64) scores.CopyTo(y.AsSpan<double>()[at..]);
            else if (y.Type == ElementType.Float32)
                for (int t = 0; t < scores.Length; t++) y.AsSpan<float>()[at + t] = (float)scores[t];
            else
                for (int t = 0; t < scores.Length; t++) y.AsSpan<Half>()[at + t] = (Half)scores[t];
        }
    }
}

/// <summary>Registers <see cref="TreeEnsembleRegressor"/>.</summary>
internal static class TreeEnsembleRegressorBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<TreeEnsembleRegressor>("ai.onnx.ml");
}

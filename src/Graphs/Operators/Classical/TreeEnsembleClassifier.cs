using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Classification by decision trees (ai.onnx.ml TreeEnsembleClassifier): each row of features [N, F] walks through all trees, and what its
/// leaves add to each class is summed. Results are the best class's label [N] and the scores [N, classes]. The lists, whose names are ONNX's,
/// have an entry for each node and for each weight of a leaf. Where all leaves of a binary model speak of the first entry, that is the
/// score for the second class, and the first gets the rest.
/// </summary>
public sealed record TreeEnsembleClassifier(
    ListOf<float> BaseValues = default, TensorValue? BaseValuesAsTensor = null, Ints ClassIds = default, Ints ClassNodeids = default,
    Ints ClassTreeids = default, ListOf<float> ClassWeights = default, TensorValue? ClassWeightsAsTensor = null,
    [property: OnnxName("classlabels_int64s")] ListOf<long> ClasslabelsInt64s = default, ListOf<string> ClasslabelsStrings = default,
    Ints NodesFalsenodeids = default, Ints NodesFeatureids = default, ListOf<float> NodesHitrates = default, TensorValue? NodesHitratesAsTensor = null,
    Ints NodesMissingValueTracksTrue = default, ListOf<string> NodesModes = default, Ints NodesNodeids = default, Ints NodesTreeids = default,
    Ints NodesTruenodeids = default, ListOf<float> NodesValues = default, TensorValue? NodesValuesAsTensor = null, string PostTransform = "NONE") : Operator
{
    private static readonly ConditionalWeakTable<TreeEnsembleClassifier, Model> Models = [];

    private ClassLabels Labels => new(ClasslabelsStrings, ClasslabelsInt64s);

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Graphs.PostTransform.Check(i, PostTransform);
        Model model = Models.GetValue(this, Link);
        if (model.Base.Length > 0 && model.Base.Length != Labels.Count && !model.OneScore)
            throw i.Error($"there are {model.Base.Length} base values for {Labels.Count} classes");
        Dim rows = ForestScoring.Rows(i, model.Forest.Features);
        Labels.Infer(i, rows);
        i.Output(ElementType.Float32, [rows, Labels.Count]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Model model = Models.GetValue(this, Link);
        ForestScoring.Run(k, model.Forest, Aggregate.Sum, new Result(model, PostTransform, Labels, k.HasOutput(0) ? k.Output(0) : null, k.HasOutput(1) ? k.Output(1) : null));
    }

    private static Model Link(TreeEnsembleClassifier op)
    {
        Forest forest = new NodeLists(op.NodesTreeids, op.NodesNodeids, op.NodesModes, op.NodesFeatureids, NodeLists.Numbers(op.NodesValues, op.NodesValuesAsTensor),
            op.NodesTruenodeids, op.NodesFalsenodeids, op.NodesMissingValueTracksTrue, op.ClassTreeids, op.ClassNodeids, op.ClassIds,
            NodeLists.Numbers(op.ClassWeights, op.ClassWeightsAsTensor)).Link(op.Labels.Count);
        bool oneScore = op.Labels.Count == 2 && forest.OnlyTarget == 0, probabilities = true;
        foreach (double weight in forest.Weights) probabilities &= weight >= 0;
        return new Model(forest, NodeLists.Numbers(op.BaseValues, op.BaseValuesAsTensor), oneScore, probabilities);
    }

    private sealed record Model(Forest Forest, double[] Base, bool OneScore, bool Probabilities)
    {
        public double Threshold => Probabilities ? 0.5 : 0;
    }

    private readonly struct Result(Model model, string transform, ClassLabels labels, Tensor? label, Tensor? scored) : IForestResult
    {
        public void Finish(int row, Span<double> scores)
        {
            int best = 0;
            if (model.OneScore)
            {
                double score = scores[0] + (model.Base.Length > 0 ? model.Base[^1] : 0);
                best = score > model.Threshold ? 1 : 0;
                (scores[0], scores[1]) = Graphs.PostTransform.Pair(transform, score, model.Probabilities);
            }
            else
            {
                for (int c = 0; c < model.Base.Length; c++) scores[c] += model.Base[c];
                for (int c = 1; c < scores.Length; c++)
                    if (scores[c] > scores[best]) best = c;
                // Leaves that speak of the second class alone leave nothing to compare it with.
                if (scores.Length == 2 && model.Forest.OnlyTarget == 1) best = scores[1] > model.Threshold ? 1 : 0;
                Graphs.PostTransform.Apply(transform, scores);
            }
            if (label is not null) labels.Write(label, row, best);
            for (int c = 0; scored is not null && c < scores.Length; c++) scored.AsSpan<float>()[row * scores.Length + c] = (float)scores[c];
        }
    }
}

/// <summary>Registers <see cref="TreeEnsembleClassifier"/>.</summary>
internal static class TreeEnsembleClassifierBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<TreeEnsembleClassifier>("ai.onnx.ml");
}

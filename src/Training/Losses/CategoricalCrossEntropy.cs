using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Cross-entropy of logits <c>N×C</c> against class numbers (integers <c>N</c>) or probabilities (<c>N×C</c>, from mixup for one). As in PyTorch, with
/// class numbers the weighted mean divides by the sum of the classes' weights.
/// </summary>
/// <param name="LabelSmoothing">The part of each label that is spread over all classes evenly (Szegedy et al. 2016).</param>
/// <param name="ClassWeights">How much each class counts; null for all the same.</param>
public sealed record CategoricalCrossEntropy(float LabelSmoothing = 0, IReadOnlyList<float>? ClassWeights = null) : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<Metric> DefaultMetrics => [new Accuracy()];

    /// <inheritdoc/>
    public override Value Build(Value output, Value target, Value? weight = null)
    {
        if (output.Shape.Rank != 2 || !output.Shape[1].IsKnown)
            throw new ShapeException($"Categorical cross-entropy takes logits N×classes, but the network's result is {output.Type}.");
        bool soft = target.Type.Element.IsFloat();
        if (target.Shape.Rank != (soft ? 2 : 1))
            throw new ShapeException($"Categorical cross-entropy takes class numbers (integers N) or probabilities (N×classes) as targets, but they are {target.Type}.");
        int classes = output.Shape[1].Value;
        if (ClassWeights is not null && ClassWeights.Count != classes)
            throw new ShapeException($"There are {ClassWeights.Count} class weights, but the network has {classes} results.");
        if (!soft && LabelSmoothing == 0 && ClassWeights is null && weight is null) return output.SoftmaxCrossEntropyLoss(target);

        Value labels = soft ? target : OneHot(target, classes, output);
        Value smooth = LabelSmoothing == 0 ? labels : labels * (1 - LabelSmoothing) + LabelSmoothing / classes;
        Value? counts = weight;
        if (ClassWeights is not null)
        {
            Value weights = output.Graph.Constant(Tensor.Of<float>([classes], [.. ClassWeights]));
            smooth *= weights;
            if (!soft)
            {
                Value own = (labels * weights).ReduceSum([1], keepDims: false);
                counts = weight is null ? own : own * weight;
            }
        }
        // The loss is linear in the targets, so a sample's weight can scale its target.
        if (weight is not null) smooth *= weight.Unsqueeze(-1);
        return counts is null ? output.SoftCrossEntropy(smooth) : output.SoftCrossEntropy(smooth, "sum") / counts.ReduceSum(keepDims: false);
    }

    /// <inheritdoc/>
    public override Value ToPrediction(Value output) => output.Softmax(1);

    /// <summary>Smoothing and weights.</summary>
    public override string ToString() =>
        $"CategoricalCrossEntropy {{ LabelSmoothing = {LabelSmoothing}, ClassWeights = {(ClassWeights is null ? "none" : string.Join(" ", ClassWeights))} }}";

    private static Value OneHot(Value target, int classes, Value output)
    {
        // A comparison of the labels against 0, 1, 2…: one row a sample.
        Tensor numbers = Tensor.Ints([.. Enumerable.Range(0, classes).Select(c => (long)c)]);
        Value labels = target.Type.Element == ElementType.Int64 ? target : target.Cast(ElementType.Int64);
        return labels.Unsqueeze(-1).Equal(output.Graph.Constant(numbers)).Cast(output.Type.Element);
    }
}

using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Picks the boxes of each image and class from the highest score down, leaving out those that overlap one picked before (ONNX NonMaxSuppression).
/// Operands are boxes [N, boxes, 4], scores [N, classes, boxes], and the optional scalars: how many at most of each class (0 when left out), the
/// share of the union from which boxes count as the same (0), and the score that must be exceeded (none). The result lists [image, class, box].
/// </summary>
/// <param name="CenterPointBox">0: boxes are two opposite corners [y, x, y, x]; 1: center and size [x, y, width, height].</param>
public sealed record NonMaxSuppression(int CenterPointBox = 0) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 3, 3);
        i.RequireRank(1, 3, 3);
        i.RequireEqual(i.Shape(0)[2], 4, "numbers of a box");
        i.RequireEqual(i.Shape(0)[0], i.Shape(1)[0], "images of boxes and scores");
        i.RequireEqual(i.Shape(0)[1], i.Shape(1)[2], "boxes and scores");
        if (i.Element(0) != ElementType.Float32 || i.Element(1) != ElementType.Float32) throw i.Error("boxes and scores must be Float32");
        i.Output(ElementType.Int64, [Dim.Unknown(), 3]);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        int images = k.Input(1).Shape[0], classes = k.Input(1).Shape[1], boxes = k.Input(1).Shape[2];
        int atMost = k.HasInput(2) ? (int)Math.Clamp(Scalars.Number(k.Input(2)), 0, boxes) : 0;
        var task = new Classes
        {
            Boxes = k.In<float>(0),
            Scores = k.In<float>(1),
            PerImage = classes,
            Count = boxes,
            AtMost = atMost,
            Overlap = k.HasInput(3) ? (float)Scalars.Number(k.Input(3)) : 0,
            Score = k.HasInput(4) ? (float)Scalars.Number(k.Input(4)) : float.NegativeInfinity,
            Any = !k.HasInput(4),
            Center = CenterPointBox != 0,
            Picked = new int[images * classes][],
        };
        if (atMost > 0) Workers.Run(images * classes, ref task);
        int total = 0;
        foreach (int[]? picked in task.Picked) total += picked?.Length ?? 0;
        var y = new Tensor(ElementType.Int64, [total, 3], zeroed: false);
        long* to = y.As<long>();
        for (int c = 0; c < task.Picked.Length; c++)
            foreach (int box in task.Picked[c] ?? [])
            {
                (to[0], to[1], to[2]) = (c / classes, c % classes, box);
                to += 3;
            }
        k.Give(0, y);
    }

    private unsafe struct Classes : ITask
    {
        public float* Boxes, Scores;
        public int PerImage, Count, AtMost;
        public float Overlap, Score;
        public bool Any, Center;
        public int[]?[] Picked;

        public readonly void Run(int index)
        {
            float* boxes = Boxes + (long)(index / PerImage) * Count * 4, scores = Scores + (long)index * Count;
            var candidates = new ScoreHeap(scores, Count, Score, Any);
            if (candidates.Count == 0) return;
            KeptBoxes kept = KeptBoxes.Empty();
            var picked = new List<int>(Math.Min(AtMost, candidates.Count));
            while (picked.Count < AtMost && candidates.Count > 0)
            {
                int candidate = candidates.Take();
                OverlapBox box = OverlapBox.Of(boxes + (long)candidate * 4, Center);
                if (kept.Overlap(box, Overlap)) continue;
                kept.Add(box);
                picked.Add(candidate);
            }
            Picked[index] = [.. picked];
        }
    }
}

/// <summary>Applies <see cref="Graphs.NonMaxSuppression"/>.</summary>
public static class NonMaxSuppressionBuilder
{
    /// <summary>Picks boxes [N, boxes, 4] from the highest score [N, classes, boxes] down, leaving out those that overlap one picked before.</summary>
    /// <param name="boxes">Two opposite corners [y, x, y, x] of each box.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="atMost">How many of each class at most.</param>
    /// <param name="overlap">The share of the union from which boxes count as the same.</param>
    /// <param name="score">The score that must be exceeded.</param>
    public static Value NonMaxSuppression(this Value boxes, Value scores, int atMost, float overlap, float score) => boxes.Graph.Add(new NonMaxSuppression(),
        boxes, scores, boxes.Graph.Scalar(ElementType.Int64, atMost), boxes.Graph.Scalar(ElementType.Float32, overlap), boxes.Graph.Scalar(ElementType.Float32, score));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<NonMaxSuppression>();
}

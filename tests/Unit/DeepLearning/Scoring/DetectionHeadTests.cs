using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Scoring;

/// <summary>Each head is given outputs in which one box was written by hand, and must find it and know itself.</summary>
public class DetectionHeadTests
{
    private const float Tolerance = 1e-4f;

    [Fact]
    public void YoloReadsRowsOfCentreSizeObjectnessAndClasses()
    {
        const int Rows = 3 * (40 * 40 + 20 * 20 + 10 * 10), Columns = 5 + 3;
        var values = new float[Rows * Columns];
        new float[] { 160, 80, 64, 32, 0.9f, 0.1f, 0.8f, 0.2f }.CopyTo(values, 1234 * Columns);
        // Neither the objectness nor the class alone counts, but their product.
        new float[] { 30, 30, 10, 10, 0.6f, 0.7f, 0, 0 }.CopyTo(values, 99 * Columns);
        HeadOutputs outputs = new([new ModelOutput("output", [1, Rows, Columns], values)], 320, 320);
        Detection found = Single(outputs, "yolo", 3);
        Same(new Box(128f / 320, 64f / 320, 192f / 320, 96f / 320), found.Box);
        Assert.Equal((1, 0.72f), (found.Class, MathF.Round(found.Score, 4)));
    }

    [Fact]
    public void YoloReadsPartsOfTheInputToo()
    {
        const int Rows = 3 * (40 * 40 + 20 * 20 + 10 * 10), Columns = 6;
        var values = new float[Rows * Columns];
        new float[] { 0.5f, 0.25f, 0.2f, 0.1f, 1, 1 }.CopyTo(values, 7 * Columns);
        Same(new Box(0.4f, 0.2f, 0.6f, 0.3f), Single(new([new ModelOutput("output", [1, Rows, Columns], values)], 320, 320), "yolo", 1).Box);
    }

    [Fact]
    public void TransposedYoloReadsColumns()
    {
        const int Rows = 4 + 2, Columns = 40 * 40 + 20 * 20 + 10 * 10;
        var values = new float[Rows * Columns];
        foreach ((int row, float value) in new[] { (0, 100f), (1, 200f), (2, 50f), (3, 20f), (4, 0.2f), (5, 0.7f) }) values[row * Columns + 99] = value;
        Detection found = Single(new([new ModelOutput("output0", [1, Rows, Columns], values)], 320, 320), "yolo-transposed", 2);
        Same(new Box(75f / 320, 190f / 320, 125f / 320, 210f / 320), found.Box);
        Assert.Equal((1, 0.7f), (found.Class, found.Score));
    }

    [Fact]
    public void YoloxAddsCellsAndStrides()
    {
        const int Columns = 7, Cells = 20 * 20 + 10 * 10 + 5 * 5;
        var values = new float[Cells * Columns];
        // The cell in row 2 and column 3 of the grid of stride 16.
        new float[] { 0.5f, 0.25f, MathF.Log(2), MathF.Log(4), 0.8f, 0.1f, 1 }.CopyTo(values, (20 * 20 + 2 * 10 + 3) * Columns);
        Detection found = Single(new([new ModelOutput("output", [1, Cells, Columns], values)], 160, 160), "yolox", 2);
        Same(Box.Around(3.5f * 16 / 160, 2.25f * 16 / 160, 32f / 160, 64f / 160), found.Box);
        Assert.Equal(1, found.Class);
    }

    [Fact]
    public void FastestDetReadsItsGrid()
    {
        const int Cells = 22 * 22, Cell = 5 * 22 + 6;
        var values = new float[85 * Cells];
        Set(values, Cells, Cell, 0.81f, MathF.Atanh(0.5f), MathF.Atanh(-0.25f), Logit(0.3f), Logit(0.6f));
        values[(5 + 16) * Cells + Cell] = 0.9f;
        Detection found = Single(new([new ModelOutput("758", [1, 85, 22, 22], values)], 352, 352, 80), "fastestdet", 80);
        Same(Box.Around(6.5f / 22, 4.75f / 22, 0.3f, 0.6f), found.Box);
        Assert.Equal(16, found.Class);
        Assert.Equal(MathF.Pow(0.81f, 0.6f) * MathF.Pow(0.9f, 0.4f), found.Score, Tolerance);
    }

    [Fact]
    public void YoloV2DecodesAnchors()
    {
        const int Cells = 13 * 13, Cell = 4 * 13 + 7;
        float[] values = [.. Enumerable.Repeat(-20f, 125 * Cells)];
        float[] box = [Logit(0.5f), Logit(0.25f), MathF.Log(2), 0, 20];
        for (int i = 0; i < box.Length; i++) values[(25 + i) * Cells + Cell] = box[i];
        values[(25 + 5 + 11) * Cells + Cell] = 20;
        Detection found = Single(new([new ModelOutput("grid", [1, 125, 13, 13], values)], 416, 416), "yolov2", 20);
        Same(Box.Around(7.5f / 13, 4.25f / 13, 2 * 3.42f / 13, 4.41f / 13), found.Box);
        Assert.Equal(11, found.Class);
    }

    [Fact]
    public void NanoDetReadsDistributionsOfEachStrideInAnyOrder()
    {
        (ModelOutput Scores, ModelOutput Distances)[] levels = [.. new[] { 40, 20, 10 }.Select(n => (
            new ModelOutput($"s{n}", [1, n * n, 4], new float[n * n * 4]), new ModelOutput($"d{n}", [1, n * n, 32], [.. Enumerable.Repeat(-1f, n * n * 32)])))];
        // Row 3, column 5 of the grid of stride 16: 2 strides to the left, 1 up, 3 to the right, 4 down.
        const int Cell = 3 * 20 + 5;
        levels[1].Scores.Values[Cell * 4 + 2] = 0.75f;
        foreach ((int side, int distance) in new[] { (0, 2), (1, 1), (2, 3), (3, 4) }) levels[1].Distances.Values[Cell * 32 + side * 8 + distance] = 60;
        HeadOutputs outputs = new([levels[2].Distances, .. levels.Select(l => l.Scores), levels[0].Distances, levels[1].Distances], 320, 320);
        Detection found = Single(outputs, "nanodet", 4);
        const float X = 5.5f * 16 - 0.5f, Y = 3.5f * 16 - 0.5f;
        Same(new Box((X - 32) / 320, (Y - 16) / 320, (X + 48) / 320, (Y + 64) / 320), found.Box);
        Assert.Equal((2, 0.75f), (found.Class, found.Score));
    }

    [Fact]
    public void NanoDetReadsOneOutputToo()
    {
        const int Columns = 80 + 32, Cells = 52 * 52 + 26 * 26 + 13 * 13 + 7 * 7;
        var values = new float[Cells * Columns];
        int row = (52 * 52 + 26 * 26 + 2 * 13 + 4) * Columns;
        values[row + 7] = 0.6f;
        for (int side = 0; side < 4; side++) values[row + 80 + side * 8 + 1] = 60;
        Detection found = Single(new([new ModelOutput("output", [1, Cells, Columns], values)], 416, 416, 80), "nanodet", 80);
        Same(new Box(96f / 416, 32f / 416, 160f / 416, 96f / 416), found.Box);
        Assert.Equal(7, found.Class);
    }

    [Fact]
    public void BoxesAndScoresLeaveTheBackgroundOut()
    {
        float[] boxes = [0.1f, 0.2f, 0.3f, 0.4f, 0, 0, 1, 1], scores = [0.1f, 0.2f, 0.7f, 0.99f, 0.01f, 0];
        HeadOutputs outputs = new([new ModelOutput("scores", [1, 2, 3], scores), new ModelOutput("boxes", [1, 2, 4], boxes)], 300, 300);
        Detection found = Single(outputs, "ssd", 2);
        Same(new Box(0.1f, 0.2f, 0.3f, 0.4f), found.Box);
        Assert.Equal((1, 0.7f), (found.Class, found.Score));
    }

    [Fact]
    public void FaceOffsetsAreDecodedFromPriors()
    {
        const int Priors = 3 * 40 * 30 + 2 * 20 * 15 + 2 * 10 * 8 + 3 * 5 * 4;
        float[] boxes = new float[Priors * 4], scores = new float[Priors * 2];
        for (int i = 0; i < Priors; i++) (boxes[4 * i], boxes[4 * i + 2]) = (0.5f, -0.5f);
        // The second prior of row 4, column 6 of the grid of stride 16 is 48 pixels wide and high.
        int prior = 3 * 40 * 30 + 2 * (4 * 20 + 6) + 1;
        new float[] { 1, -1, 5 * MathF.Log(2), 0 }.CopyTo(boxes, 4 * prior);
        scores[2 * prior + 1] = 0.9f;
        Detection found = Single(new([new ModelOutput("scores", [1, Priors, 2], scores), new ModelOutput("boxes", [1, Priors, 4], boxes)], 320, 240), "ssd", 1);
        Same(Box.Around((6.5f * 16 + 4.8f) / 320, (4.5f * 16 - 4.8f) / 240, 96f / 320, 48f / 240), found.Box);
    }

    [Fact]
    public void SelectedBoxesOfTensorFlowStandTopLeft()
    {
        HeadOutputs outputs = new([new ModelOutput("detection_boxes", [1, 2, 4], [0.1f, 0.2f, 0.5f, 0.6f, 0, 0, 0, 0]), new ModelOutput("detection_classes", [1, 2], [3, 1]),
            new ModelOutput("detection_scores", [1, 2], [0.8f, 0.1f]), new ModelOutput("num_detections", [1], [2])], 300, 300);
        Detection found = Single(outputs, "selected", 0);
        Same(new Box(0.2f, 0.1f, 0.6f, 0.5f), found.Box);
        Assert.Equal(2, found.Class);
    }

    [Theory]
    [InlineData("labels", 18, 80, "dog")]
    [InlineData("labels", 90, 80, "toothbrush")]
    [InlineData("det_classes", 16, 80, "dog")]
    [InlineData("labels", 18, 20, "class 17")]
    public void ClassesOfSelectedBoxesCountFromOneOrZero(string name, int written, int labels, string expected)
    {
        HeadOutputs outputs = new([new ModelOutput("boxes", [1, 4], [0, 0, 50, 50]), new ModelOutput(name, [1], [written]), new ModelOutput("scores", [1], [0.9f])], 300, 300, labels);
        Assert.Equal(expected, (labels == 80 ? ClassLabels.Coco : ClassLabels.None)[Single(outputs, "selected", labels).Class]);
    }

    [Fact]
    public void SelectedRowsAreReadInBothOrders()
    {
        var six = new float[300 * 6];
        new float[] { 32, 64, 160, 96, 0.9f, 7 }.CopyTo(six, 6);
        Detection found = Single(new([new ModelOutput("output0", [1, 300, 6], six)], 320, 320), "rows", 0);
        Same(new Box(0.1f, 0.2f, 0.5f, 0.3f), found.Box);
        Assert.Equal((7, 0.9f), (found.Class, found.Score));
        Assert.Equal(found, Single(new([new ModelOutput("output", [2, 7], [0, 32, 64, 160, 96, 7, 0.9f, 0, 0, 0, 9, 9, 1, 0.1f])], 320, 320), "rows", 0));
    }

    [Fact]
    public void WhatFitsNoHeadIsExplained()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => DetectionHeads.Guess(new([new ModelOutput("prob", [1, 1000], new float[1000])], 224, 224)));
        Assert.Contains("prob 1x1000", error.Message);
        Assert.Contains("--head", error.Message);
        Assert.Contains("nanodet", Assert.Throws<ArgumentException>(() => DetectionHeads.Find("nothing")).Message);
    }

    private static Detection Single(HeadOutputs outputs, string name, int classes)
    {
        DetectionHead head = DetectionHeads.Guess(outputs);
        Assert.Equal(name, head.Name);
        Assert.Same(head, DetectionHeads.Find(name));
        Assert.Equal(classes, head.Classes(outputs));
        return Assert.Single(head.Read(outputs, 0.5f));
    }

    private static void Same(Box expected, Box actual)
    {
        Assert.Equal(expected.Left, actual.Left, Tolerance);
        Assert.Equal(expected.Top, actual.Top, Tolerance);
        Assert.Equal(expected.Right, actual.Right, Tolerance);
        Assert.Equal(expected.Bottom, actual.Bottom, Tolerance);
    }

    private static void Set(float[] values, int cells, int cell, params float[] planes)
    {
        for (int p = 0; p < planes.Length; p++) values[p * cells + cell] = planes[p];
    }

    private static float Logit(float p) => MathF.Log(p / (1 - p));
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning;

public class NeuralNetworkTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void AMulticlassNetworkLearnsRingsAndPredictsLabels()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Rings(600));
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.MulticlassClassification.Trainers.NeuralNetwork(new NeuralNetworkOptions
            {
                Network = "mlp:32,32",
                Training = new TrainingOptions(Epochs: 60, BatchSize: 32, Seed: 3) { Optimizer = new Adam { LearningRate = 0.01f } },
            }))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Text", "PredictedLabel"));
        ITransformer model = pipeline.Fit(data);
        Ring[] test = [.. Rings(200, seed: 7)];
        RingPrediction[] scored = [.. _context.Data.CreateEnumerable<RingPrediction>(model.Transform(_context.Data.LoadFromEnumerable(test)), false)];
        Assert.True(scored.Zip(test).Count(p => p.First.Text == p.Second.Label) >= 190);
        Assert.All(scored, s => Assert.Equal(1, s.Score.Sum(), 1e-4));
        Assert.Null(model.GetOutputSchema(data.Schema).GetColumnOrNull("PredictedClass"));

        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        PredictionEngine<Ring, RingPrediction> engine = new MLContext().Model.CreatePredictionEngine<Ring, RingPrediction>(new MLContext().Model.Load(stream, out _));
        for (int i = 0; i < 20; i++) Assert.Equal(scored[i].Text, engine.Predict(test[i]).Text);
    }

    [Fact]
    public void ABinaryNetworkLearnsExclusiveOr()
    {
        var random = new Random(2);
        Bit[] rows = [.. Enumerable.Range(0, 400).Select(_ => new Bit { Features = [random.Next(2), random.Next(2)] })];
        foreach (Bit row in rows) row.Label = row.Features[0] != row.Features[1];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var trainer = _context.BinaryClassification.Trainers.NeuralNetwork(new NeuralNetworkOptions
        {
            Network = "mlp:16",
            Training = new TrainingOptions(Epochs: 40, Seed: 1) { Optimizer = new Adam { LearningRate = 0.02f } },
        });
        BitPrediction[] scored = [.. _context.Data.CreateEnumerable<BitPrediction>(trainer.Fit(data).Transform(data), false)];
        Assert.All(scored.Zip(rows), p =>
        {
            Assert.Equal(p.Second.Label, p.First.PredictedLabel);
            Assert.Equal(p.First.Score > 0, p.First.PredictedLabel);
            Assert.Equal(1 / (1 + Math.Exp(-p.First.Score)), p.First.Probability, 1e-5);
        });
    }

    [Fact]
    public void TheContextsLogHearsOfEachEpoch()
    {
        List<LoggingEventArgs> heard = [];
        var context = new MLContext(1);
        context.Log += (_, e) => heard.Add(e);
        IDataView rows = context.Data.LoadFromEnumerable(Rings(64)), data = context.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        context.MulticlassClassification.Trainers.NeuralNetwork(new NeuralNetworkOptions { Network = "mlp:4", Training = new TrainingOptions(Epochs: 2), Context = context }).Fit(data);
        LoggingEventArgs[] training = [.. heard.Where(e => e.Source == "NeuralNetwork; Training" && e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Info)];
        Assert.Equal(4, training.Length);
        Assert.Equal("2 epochs of 2 batches.", training[0].RawMessage);
        Assert.Matches(@"^Epoch 1 of 2: loss [\d.]+, accuracy [\d.]+, validation loss [\d.]+, validation accuracy [\d.]+, learning rate 0\.001, \d+ samples/s, \d\d:\d\d:\d\d left\.$", training[1].RawMessage);
        Assert.StartsWith("Epoch 2 of 2: ", training[2].RawMessage);
        Assert.Matches(@"^2 epochs in [\d.]+ s; epoch [12] was the best", training[3].RawMessage);
    }

    [Fact]
    public void ARegressionNetworkLearnsASurface()
    {
        var random = new Random(5);
        Point[] rows = [.. Enumerable.Range(0, 1000).Select(_ => new Point { Features = [random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1] })];
        foreach (Point row in rows) row.Label = row.Features[0] * row.Features[1] + row.Features[0];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var trainer = _context.Regression.Trainers.NeuralNetwork(new NeuralNetworkOptions
        {
            Network = "mlp:32",
            Training = new TrainingOptions(Epochs: 60, Seed: 1) { Optimizer = new Adam { LearningRate = 0.01f } },
        });
        NeuralNetworkModel model = trainer.Train(data);
        PointPrediction[] scored = [.. _context.Data.CreateEnumerable<PointPrediction>(model.Transformer.Transform(data), false)];
        Assert.True(scored.Zip(rows).Average(p => Math.Abs(p.First.Score - p.Second.Label)) < 0.05);
        Assert.Equal(60, model.History.Epochs.Count);
    }

    [Fact]
    public void WrongColumnsAndValuesAreExplained()
    {
        var trainer = _context.Regression.Trainers.NeuralNetwork();
        Point[] rows = [.. Enumerable.Range(0, 10).Select(i => new Point { Features = [i, i], Label = i })];
        rows[4].Features[1] = float.NaN;
        string message = Assert.Throws<DatasetException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(rows))).Message;
        Assert.Contains("Row 4", message);
        Assert.Contains("slot 1", message);
        rows[4].Features[1] = 1;
        rows[6].Label = float.PositiveInfinity;
        Assert.Contains("Row 6", Assert.Throws<DatasetException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(rows))).Message);
        Assert.Contains("'Label'", Assert.Throws<DatasetException>(() => _context.MulticlassClassification.Trainers.NeuralNetwork().Fit(_context.Data.LoadFromEnumerable(rows))).Message);
        Assert.Contains("no column 'Nothing'", Assert.Throws<DatasetException>(() => _context.Regression.Trainers.NeuralNetwork(new NeuralNetworkOptions { FeatureColumnName = "Nothing" }).Fit(_context.Data.LoadFromEnumerable(rows))).Message);
        Assert.Throws<DatasetException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(Array.Empty<Point>())));
    }

    [Fact]
    public void TheOutputSchemaIsKnownBeforeTraining()
    {
        // A chain asks each estimator for its output schema before anything is fitted, so that an estimator after the trainer finds its columns.
        IDataView data = _context.Data.LoadFromEnumerable(Rings(10));
        SchemaShape? seen = null;
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.MulticlassClassification.Trainers.NeuralNetwork())
            .Append(new Spy(shape => seen = shape));
        pipeline.GetOutputSchema(Spy.ShapeOf(_context, data));
        Assert.Contains(seen!, c => c is { Name: "Score", Kind: SchemaShape.Column.VectorKind.Vector });
        Assert.Contains(seen!, c => c is { Name: "PredictedLabel", IsKey: true });
        Assert.DoesNotContain(seen!, c => c.Name == "PredictedClass");
    }

    private static IEnumerable<Ring> Rings(int count, int seed = 1)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            int ring = i % 3;
            double angle = random.NextDouble() * Math.Tau, radius = 0.4 + ring * 0.8 + (random.NextDouble() - 0.5) * 0.3;
            yield return new Ring { Label = ((string[])["inner", "middle", "outer"])[ring], Features = [(float)(Math.Cos(angle) * radius), (float)(Math.Sin(angle) * radius)] };
        }
    }

    private sealed class Ring
    {
        public string Label { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class RingPrediction
    {
        public string Text { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private sealed class Bit
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class BitPrediction
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    private sealed class Point
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class PointPrediction
    {
        public float Score { get; set; }
    }

    private sealed class Spy(Action<SchemaShape> see) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new NotSupportedException();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            see(inputSchema);
            return inputSchema;
        }

        public static SchemaShape ShapeOf(MLContext context, IDataView data)
        {
            SchemaShape? shape = null;
            try
            {
                new EstimatorChain<ITransformer>().Append(new Spy(s => shape = s)).Append(context.Transforms.CopyColumns("Copy", "Label")).Fit(data);
            }
            catch (NotSupportedException)
            {
            }
            return shape!;
        }
    }
}

using System.Text.Json.Serialization;

namespace MlNetDeepLearning.Training;

/// <summary>Where a training is, apart from its tensors: what a checkpoint holds beside them.</summary>
internal sealed class TrainingState
{
    public int Epoch { get; set; }

    public int Batch { get; set; }

    public long Step { get; set; }

    public long OptimizerStep { get; set; }

    public long Samples { get; set; }

    public double[] Sums { get; set; } = [];

    public double EpochSeconds { get; set; }

    public double LearningRate { get; set; }

    public double? BestFigure { get; set; }

    public int BestEpoch { get; set; }

    public bool Stopped { get; set; }

    public PlateauState Plateau { get; set; } = new();

    public List<EpochResult> History { get; set; } = [];
}

[JsonSerializable(typeof(TrainingState))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TrainingJson : JsonSerializerContext;

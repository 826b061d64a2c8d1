using System.Globalization;

namespace MlNetDeepLearning.FeedforwardNetworks;

/// <summary>The options of a training.</summary>
internal sealed record TableOptions(string Data, string? Test, string? Label, string Task, string Output, string Hidden, double Dropout, int Epochs, int BatchSize, float LearningRate, int Seed)
{
    public const string Auto = "auto", Binary = "binary", Multiclass = "multiclass", Regression = "regression";

    public IReadOnlyDictionary<string, string> ToDictionary() => new Dictionary<string, string>
    {
        ["data"] = Data,
        ["test"] = Test ?? "",
        ["label"] = Label ?? "",
        ["task"] = Task,
        ["output"] = Output,
        ["hidden"] = Hidden,
        ["dropout"] = Dropout.ToString(CultureInfo.InvariantCulture),
        ["epochs"] = Epochs.ToString(CultureInfo.InvariantCulture),
        ["batch-size"] = BatchSize.ToString(CultureInfo.InvariantCulture),
        ["learning-rate"] = LearningRate.ToString(CultureInfo.InvariantCulture),
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
    };
}

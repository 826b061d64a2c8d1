using System.CommandLine;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Hosting;

/// <summary>The options of pipelines that train on pictures.</summary>
public sealed record ImageTrainingOptions(string Data, string Output, int Epochs, int BatchSize, float LearningRate, int ImageSize, string Network, string Augment,
    int Seed, bool Resume, bool SkipUnreadable)
{
    /// <summary>The part of each label that is spread over all classes.</summary>
    public float LabelSmoothing { get; init; } = 0.05f;

    /// <summary>The options by the names that the command line has for them.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() => new Dictionary<string, string>
    {
        ["data"] = Data,
        ["output"] = Output,
        ["epochs"] = Epochs.ToString(),
        ["batch-size"] = BatchSize.ToString(),
        ["learning-rate"] = LearningRate.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["image-size"] = ImageSize.ToString(),
        ["network"] = Network,
        ["augment"] = Augment,
        ["label-smoothing"] = LabelSmoothing.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["seed"] = Seed.ToString(),
    };
}

/// <summary>Declares the options of pipelines that train on pictures, and reads them.</summary>
public sealed class ImageTrainingArguments
{
    private readonly Option<string?> _data = new("--data", "-d") { Description = "Labelled pictures: a folder of labelled folders (optionally below train, validation, test), an archive of such folders, a CSV list of paths and labels, or IDX or CIFAR files.", HelpName = "path" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for model, report and checkpoint.", HelpName = "folder" };
    private readonly Option<int> _epochs = new("--epochs", "-e") { Description = "How often to go through the training pictures." };
    private readonly Option<int> _batchSize = new("--batch-size", "-b") { Description = "Pictures per step." };
    private readonly Option<float> _learningRate = new("--learning-rate", "-l") { Description = "The highest learning rate." };
    private readonly Option<int> _imageSize = new("--image-size", "-i") { Description = "Side of the square that pictures are resized to; 0 takes the size of the pictures, if all have the same, up to 96.", HelpName = "pixels" };
    private readonly Option<string> _network = new("--network", "-n") { Description = $"The network: {Training.Networks.Names}." };
    private readonly Option<string> _augment = new("--augment", "-a") { Description = "Random changes of training pictures: none, light, standard, strong, or steps such as flip,crop,rotate:10,color:0.2,erase,mixup:0.2." };
    private readonly Option<float> _smoothing = new("--label-smoothing") { Description = "The part of each label that is spread over all classes. Networks that others will learn from (backbones) do better without, 0." };
    private readonly Option<int> _seed = new("--seed", "-s") { Description = "Determines everything random: the same seed gives the same model, bit for bit." };
    private readonly Option<bool> _resume = new("--resume", "-r") { Description = "Go on from the checkpoint in the output folder." };
    private readonly Option<bool> _quick = new("--quick", "-q") { Description = "A short run to try things: 3 epochs at most." };
    private readonly Option<bool> _skip = new("--skip-unreadable") { Description = "Leave unreadable pictures out instead of stopping." };
    private readonly string _embedded;

    /// <summary>Declares the options with their defaults.</summary>
    /// <param name="embedded">The data set of the repository that is used when none is named.</param>
    /// <param name="defaults">The defaults of all others.</param>
    public ImageTrainingArguments(string embedded, ImageTrainingOptions defaults)
    {
        _embedded = embedded;
        _output.DefaultValueFactory = _ => defaults.Output;
        _epochs.DefaultValueFactory = _ => defaults.Epochs;
        _batchSize.DefaultValueFactory = _ => defaults.BatchSize;
        _learningRate.DefaultValueFactory = _ => defaults.LearningRate;
        _imageSize.DefaultValueFactory = _ => defaults.ImageSize;
        _network.DefaultValueFactory = _ => defaults.Network;
        _augment.DefaultValueFactory = _ => defaults.Augment;
        _smoothing.DefaultValueFactory = _ => defaults.LabelSmoothing;
        _seed.DefaultValueFactory = _ => defaults.Seed;
        Range(_epochs, 1, 100_000);
        Range(_batchSize, 1, 65_536);
        Range(_imageSize, 0, 4_096);
        Range(_seed, 0, int.MaxValue);
        Number(_learningRate, v => v is > 0 and <= 100, "a number above 0, such as 0.001");
        Number(_smoothing, v => v is >= 0 and < 1, "a number from 0 to below 1, such as 0.05");
        _augment.Validators.Add(r =>
        {
            try
            {
                foreach (var token in r.Tokens) AugmentationPipeline.Parse(token.Value);
            }
            catch (FormatException e)
            {
                r.AddError($"--augment: {e.Message}");
            }
        });
    }

    /// <summary>The path of the data, as given or the embedded data set's.</summary>
    public string DataOf(ParseResult parsed) => parsed.GetValue(_data) ?? RepositoryFiles.Find(_embedded);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _data, _output, _epochs, _batchSize, _learningRate, _imageSize, _network, _augment, _smoothing, _seed, _resume, _quick, _skip }) command.Add(option);
    }

    /// <summary>The options of a command line.</summary>
    public ImageTrainingOptions Read(ParseResult parsed) => new(
        DataOf(parsed),
        parsed.GetValue(_output)!,
        parsed.GetValue(_quick) ? Math.Min(3, parsed.GetValue(_epochs)) : parsed.GetValue(_epochs),
        parsed.GetValue(_batchSize),
        parsed.GetValue(_learningRate),
        parsed.GetValue(_imageSize),
        parsed.GetValue(_network)!,
        parsed.GetValue(_augment)!,
        parsed.GetValue(_seed),
        parsed.GetValue(_resume),
        parsed.GetValue(_skip))
    {
        LabelSmoothing = parsed.GetValue(_smoothing),
    };

    private static void Range(Option<int> option, int least, int most) => option.Validators.Add(r =>
    {
        if (!r.Tokens.All(t => int.TryParse(t.Value, out int v) && v >= least && v <= most)) r.AddError($"{option.Name} takes a whole number from {least:N0} to {most:N0}.");
    });

    private static void Number(Option<float> option, Func<float, bool> holds, string what) => option.Validators.Add(r =>
    {
        if (!r.Tokens.All(t => float.TryParse(t.Value, System.Globalization.CultureInfo.InvariantCulture, out float v) && holds(v))) r.AddError($"{option.Name} takes {what}.");
    });
}

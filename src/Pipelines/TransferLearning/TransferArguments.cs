using System.CommandLine;
using System.Globalization;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.TransferLearning;

/// <summary>Declares the options of this pipeline's commands and reads them.</summary>
internal sealed class TransferArguments
{
    private const int All = int.MaxValue;

    private readonly Option<string?> _data = new("--data", "-d") { Description = "Labelled pictures: a folder of labelled folders (optionally below train, validation, test), an archive of such folders, a CSV list of paths and labels, or IDX or CIFAR files.", HelpName = "path" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for model, report, features and checkpoints.", HelpName = "folder" };
    private readonly Option<string> _backbone = new("--backbone", "-b") { Description = "The pretrained network: an ONNX file, a TensorFlow graph or SavedModel, a model zip, or a name of the catalog.", DefaultValueFactory = _ => TransferLearningOptions.EmbeddedBackbone, HelpName = "network" };
    private readonly Option<string?> _cut = new("--features", "-f") { Description = "The name of the value in the network that is taken as features, or several with commas between them; found where it is not named.", HelpName = "name" };
    private readonly Option<int> _size = new("--image-size", "-i") { Description = "Side of the square that pictures are resized to; 0 for the network's own.", DefaultValueFactory = _ => 0, HelpName = "pixels" };
    private readonly Option<string?> _preset = new("--preset", "-p") { Description = $"How pictures are prepared, where the network's file does not say: {string.Join(", ", PreprocessingPresets.Names)}.", HelpName = "name" };
    private readonly Option<int[]> _hidden = new("--hidden") { Description = "Widths of hidden layers of the head.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private readonly Option<float> _dropout = new("--dropout") { Description = "The part of the features left out in each step.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _epochs = new("--epochs", "-e") { Description = "Epochs of the head.", DefaultValueFactory = _ => new TransferLearningOptions().Epochs };
    private readonly Option<float> _rate = new("--learning-rate", "-l") { Description = "The highest learning rate of the head.", DefaultValueFactory = _ => new TransferLearningOptions().LearningRate };
    private readonly Option<float?> _decay = new("--weight-decay", "-w") { Description = "What large weights of the head cost; by the numbers of features and pictures where it is not given.", HelpName = "factor" };
    private readonly Option<bool> _find = new("--find-learning-rate") { Description = "Search for the learning rates before each phase." };
    private readonly Option<float> _smoothing = new("--label-smoothing") { Description = "The part of each label that is spread over all classes.", DefaultValueFactory = _ => new TransferLearningOptions().LabelSmoothing };
    private readonly Option<ClassWeighting> _weights = new("--class-weights") { Description = "none, or balanced: rare classes count as much as frequent ones." };
    private readonly Option<string?> _fineTune = new("--fine-tune", "-t") { Description = "Train the network's last blocks too, so many or all, after the head.", Arity = ArgumentArity.ZeroOrOne, HelpName = "blocks" };
    private readonly Option<int> _tuneEpochs = new("--fine-tune-epochs") { Description = "Epochs of that.", DefaultValueFactory = _ => new FineTuningOptions().Epochs };
    private readonly Option<float> _tuneRate = new("--fine-tune-learning-rate") { Description = "Its highest learning rate.", DefaultValueFactory = _ => new FineTuningOptions().LearningRate };
    private readonly Option<float> _layerDecay = new("--layer-decay") { Description = "Each block of the network learns at this part of the rate of the one behind it.", DefaultValueFactory = _ => new FineTuningOptions().LayerDecay };
    private readonly Option<string> _augment = new("--augment", "-a") { Description = "Random changes of the pictures in fine-tuning: none, light, standard, strong, or steps.", DefaultValueFactory = _ => "standard" };
    private readonly Option<bool> _statistics = new("--update-statistics") { Description = "Let batch normalizations follow the new pictures in fine-tuning." };
    private readonly Option<bool> _scratch = new("--compare-scratch") { Description = "Train the same network from random weights too, and show both figures." };
    private readonly Option<int> _scratchEpochs = new("--scratch-epochs") { Description = "Epochs of that.", DefaultValueFactory = _ => 40 };
    private readonly Option<int> _perClass = new("--per-class") { Description = "Use only so many training pictures of each class; 0 for all.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _seed = new("--seed", "-s") { Description = "Determines everything random: the same seed gives the same model, bit for bit.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _resume = new("--resume", "-r") { Description = "Go on from the checkpoints in the output folder." };
    private readonly Option<bool> _skip = new("--skip-unreadable") { Description = "Leave unreadable pictures out instead of stopping." };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Compute all features anew and keep none." };
    private readonly string _embedded;

    public TransferArguments(string embedded, string output)
    {
        _embedded = embedded;
        Output = output;
        _output.DefaultValueFactory = _ => output;
        foreach (Option<int> option in new[] { _size, _perClass }) Check(option, v => v is >= 0 and <= 100_000, "a whole number from 0");
        foreach (Option<int> option in new[] { _epochs, _tuneEpochs, _scratchEpochs }) Check(option, v => v is >= 1 and <= 100_000, "a whole number from 1");
        foreach (Option<float> option in new[] { _rate, _tuneRate }) Check(option, v => v is > 0 and <= 100, "a number above 0, such as 0.001");
        Check(_layerDecay, v => v is > 0 and <= 1, "a number above 0, up to 1");
        foreach (Option<float> option in new[] { _smoothing, _dropout }) Check(option, v => v is >= 0 and < 1, "a number from 0, below 1");
        _fineTune.Validators.Add(r =>
        {
            if (!r.Tokens.All(t => t.Value is "all" || (int.TryParse(t.Value, out int blocks) && blocks > 0))) r.AddError("--fine-tune takes a whole number from 1, or all.");
        });
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

    /// <summary>The default folder of results.</summary>
    public string Output { get; }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command, bool training = true)
    {
        Option[] always = [_data, _output, _backbone, _cut, _size, _preset, _seed, _skip, _noCache];
        Option[] trained = [_hidden, _dropout, _epochs, _rate, _decay, _find, _smoothing, _weights, _fineTune, _tuneEpochs, _tuneRate, _layerDecay, _augment, _statistics, _scratch, _scratchEpochs, _perClass, _resume];
        foreach (Option option in training ? [.. always, .. trained] : always) command.Add(option);
    }

    /// <summary>The data of a command line.</summary>
    public string DataOf(string? path) => path ?? RepositoryFiles.Find(_embedded);

    /// <summary>What a command line asks for. Without data and network of one's own, and without anything else being said, few pictures tell the story.</summary>
    public TransferRun Read(ParseResult parsed, bool story = false)
    {
        bool tuned = parsed.GetResult(_fineTune) is not null;
        string? blocks = parsed.GetValue(_fineTune);
        int usual = new FineTuningOptions().Blocks ?? All;
        return new TransferRun(DataOf(parsed.GetValue(_data)), parsed.GetValue(_output)!, parsed.GetValue(_backbone)!, parsed.GetValue(_seed))
        {
            Cut = parsed.GetValue(_cut),
            ImageSize = parsed.GetValue(_size),
            Preset = parsed.GetValue(_preset),
            Hidden = parsed.GetValue(_hidden) ?? [],
            Dropout = parsed.GetValue(_dropout),
            Epochs = parsed.GetValue(_epochs),
            LearningRate = parsed.GetValue(_rate),
            WeightDecay = parsed.GetValue(_decay),
            FindLearningRate = parsed.GetValue(_find),
            LabelSmoothing = parsed.GetValue(_smoothing),
            ClassWeights = parsed.GetValue(_weights),
            FineTuneBlocks = !tuned ? 0 : blocks is "all" ? All : blocks is null ? usual : int.Parse(blocks, CultureInfo.InvariantCulture),
            FineTuneEpochs = parsed.GetValue(_tuneEpochs),
            FineTuneLearningRate = parsed.GetValue(_tuneRate),
            LayerDecay = parsed.GetValue(_layerDecay),
            Augment = parsed.GetValue(_augment) ?? "standard",
            UpdateStatistics = parsed.GetValue(_statistics),
            CompareScratch = parsed.GetValue(_scratch) || story,
            ScratchEpochs = Math.Max(1, parsed.GetValue(_scratchEpochs)),
            PerClass = story ? TransferRun.StoryPerClass : parsed.GetValue(_perClass),
            Resume = parsed.GetValue(_resume),
            SkipUnreadable = parsed.GetValue(_skip),
            UseCache = !parsed.GetValue(_noCache),
        };
    }

    /// <summary>Whether a command line leaves data, network and number of pictures as they are.</summary>
    public bool IsStory(ParseResult parsed) => new Option[] { _data, _backbone, _perClass, _fineTune }.All(o => parsed.GetResult(o) is null or { Implicit: true });

    private static void Check<T>(Option<T> option, Func<T, bool> isGood, string what) where T : struct, IParsable<T> => option.Validators.Add(r =>
    {
        if (!r.Tokens.All(t => T.TryParse(t.Value, CultureInfo.InvariantCulture, out T value) && isGood(value))) r.AddError($"{option.Name} takes {what}.");
    });
}

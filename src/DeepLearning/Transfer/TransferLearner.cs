using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Trains classifiers of pictures on a pretrained network: first a head on features that are computed once, then, where asked for, the network's last
/// blocks with it. What was computed for a picture stays, so that many trainings on parts of the same pictures cost little more than one.
/// </summary>
/// <exception cref="FileNotFoundException">There is no such backbone.</exception>
/// <exception cref="DatasetException">The backbone takes no pictures.</exception>
public sealed class TransferLearner
{
    private const string HeadCheckpoint = "head.checkpoint", NetworkCheckpoint = "fine-tuning.checkpoint";
    private readonly Dictionary<ImageSample, float[]> _features = [];
    private readonly Dictionary<ImageSample, SampleError> _errors = [];
    private readonly FeatureExtractor _extractor;

    /// <summary>Reads the backbone.</summary>
    public TransferLearner(TransferLearningOptions options)
    {
        Options = options;
        Backbone = LoadBackbone();
        _extractor = new FeatureExtractor(Backbone.Network);
    }

    /// <summary>How it trains.</summary>
    public TransferLearningOptions Options { get; }

    /// <summary>The pretrained network, as it was read.</summary>
    public PictureBackbone Backbone { get; }

    /// <summary>How many of the features so far came from the cache.</summary>
    public int Cached { get; private set; }

    /// <summary>What was wrong with the cache's file; null where nothing was.</summary>
    public string? CacheNote { get; private set; }

    /// <summary>The pictures that could not be read so far.</summary>
    public IReadOnlyCollection<SampleError> Errors => _errors.Values;

    /// <summary>Computes the features of pictures, unless they are known.</summary>
    /// <returns>The pictures that have features, in their order, and a row of features for each.</returns>
    /// <exception cref="DatasetException">Pictures cannot be read, and are not to be left out.</exception>
    public (IReadOnlyList<ImageSample> Samples, Tensor Features) Extract(IReadOnlyList<ImageSample> samples)
    {
        ImageSample[] missing = [.. samples.Where(s => !_features.ContainsKey(s) && !_errors.ContainsKey(s)).Distinct()];
        if (missing.Length > 0) Compute(missing);
        SampleError[] errors = [.. samples.Where(_errors.ContainsKey).Select(s => _errors[s])];
        if (errors.Length > 0 && !Options.SkipUnreadable)
            throw new DatasetException($"{(errors.Length == 1 ? "1 picture" : $"{errors.Length:N0} pictures")} cannot be read: {string.Join("; ", errors.Take(8))}{(errors.Length > 8 ? "; …" : "")}. Mend or remove them, or have them left out (SkipUnreadable).");
        ImageSample[] kept = [.. samples.Where(_features.ContainsKey)];
        int width = Backbone.Network.FeatureCount;
        var rows = new Tensor(ElementType.Float32, [kept.Length, width]);
        for (int i = 0; i < kept.Length; i++) _features[kept[i]].CopyTo(rows.AsSpan<float>().Slice(i * width, width));
        return (kept, rows);
    }

    /// <summary>Trains.</summary>
    /// <param name="train">The pictures to learn from.</param>
    /// <param name="validation">The pictures to watch the training with; empty for none.</param>
    /// <param name="labels">The classes, in the order of the scores.</param>
    /// <exception cref="DatasetException">There are too few pictures or classes, or pictures cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TransferNetwork Train(IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> validation, IReadOnlyList<string> labels)
    {
        if (labels.Count < 2) throw new DatasetException($"There is {(labels.Count == 0 ? "no class" : $"one class ('{labels[0]}')")}, but a classifier needs two at least. Put the pictures of each class into a folder named after it.");
        var numbers = labels.Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i, StringComparer.Ordinal);
        if (train.Concat(validation).FirstOrDefault(s => !numbers.ContainsKey(s.Label)) is { } stranger)
            throw new DatasetException($"{stranger.Name} has the label '{stranger.Label}', which is none of the classes: {string.Join(", ", labels)}.");
        if (Options.CheckpointFolder is { } folder) Directory.CreateDirectory(folder);
        var head = new TransferHead(labels.Count) { Hidden = Options.Hidden, Dropout = Options.Dropout, Standardize = true };
        if (Options.FromScratch) return FromScratch(head, train, validation, labels, numbers);

        (IReadOnlyList<ImageSample> readable, Tensor features) = Extract(train);
        (IReadOnlyList<ImageSample> watched, Tensor watchedFeatures) = Extract(validation);
        if (readable.Count == 0) throw new DatasetException("There are no pictures to train on.");
        Network network = head.ToNetwork(Backbone.Network.FeatureCount, Options.Seed);
        head.Adapt(network, features);
        CategoricalCrossEntropy loss = LossOf(readable, labels, numbers);
        (TrainingHistory history, LearningRateSearch? search) = Run(network, loss, HeadTraining(head, readable.Count), new ArraySource(features, Targets(readable, numbers)),
            watched.Count > 0 ? new ArraySource(watchedFeatures, Targets(watched, numbers)) : null);
        var result = new TransferNetwork(labels, Backbone, network, Backbone.Network.WithHead(head.Layers, network, seed: Options.Seed)) { Head = history, Search = search };
        return Options.FineTuning is { } tuning ? FineTune(result, head, tuning, loss, readable, watched, numbers) : result;
    }

    /// <summary>The probabilities of the classes for each picture that can be read; a row of scores each.</summary>
    public (IReadOnlyList<ImageSample> Samples, Tensor Scores) Score(TransferNetwork network, IReadOnlyList<ImageSample> samples)
    {
        Tensor logits;
        if (network.HasOwnFeatures)
        {
            var source = new PictureSamples(samples, network.Backbone.Pixels);
            ExtractedFeatures results = new FeatureExtractor(new Backbone(network.Network.ToGraph(), "output")).Extract(source, cancellation: Options.Cancellation);
            (samples, logits) = ([.. results.Samples.Select(i => samples[i])], results.Values);
        }
        else
        {
            (samples, Tensor features) = Extract(samples);
            logits = network.HeadNetwork.Predict(features);
        }
        var graph = new Graph();
        graph.Output("scores", graph.Input("logits", ElementType.Float32, ["N", network.Labels.Count]).Softmax(-1));
        return (samples, new Runtime.Executor(graph).Run(logits)[0]);
    }

    private PictureBackbone LoadBackbone() => PictureBackbone.Load(Options.Backbone, Options.Features, Options.ImageSize, Options.Preset);

    private void Compute(ImageSample[] samples)
    {
        var source = new PictureSamples(samples, Backbone.Pixels);
        using FeatureCache? cache = Options.CacheFolder is null ? null : FeatureCache.Open(Options.CacheFolder, Backbone.Network, Backbone.Decoding);
        ExtractedFeatures found = _extractor.Extract(source, cache, Options.Progress, Options.Cancellation);
        CacheNote = cache?.Note ?? CacheNote;
        Cached += found.Cached;
        int width = Backbone.Network.FeatureCount;
        for (int row = 0; row < found.Samples.Count; row++) _features[samples[found.Samples[row]]] = found.Values.AsSpan<float>().Slice(row * width, width).ToArray();
        foreach (SampleError error in found.Errors) _errors[samples[error.Index]] = error;
    }

    private TransferNetwork FromScratch(TransferHead head, IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> validation, IReadOnlyList<string> labels, Dictionary<string, int> numbers)
    {
        PictureBackbone own = LoadBackbone();
        own.Forget(Options.Seed);
        FineTuningOptions tuning = Options.FineTuning ?? new FineTuningOptions { Epochs = 30, LearningRate = 2e-3f };
        Network network = own.Network.WithHead((head with { Standardize = false }).Layers, updateStatistics: true, seed: Options.Seed);
        network.SetTrainable(_ => true);
        (TrainingHistory history, LearningRateSearch? search) = Run(network, LossOf(train, labels, numbers), NetworkTraining(tuning, null),
            Pictures(own, train, numbers, labels.Count, tuning.Augmentation), validation.Count > 0 ? Pictures(own, validation, numbers, labels.Count, null) : null);
        return new TransferNetwork(labels, own, network, network) { HasOwnFeatures = true, FineTuning = history, Search = search };
    }

    private TransferNetwork FineTune(TransferNetwork start, TransferHead head, FineTuningOptions tuning, Loss loss, IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> validation, Dictionary<string, int> numbers)
    {
        // Weights of its own: the features that are known stay those of the backbone as it was.
        PictureBackbone own = LoadBackbone();
        Network network = own.Network.WithHead(head.Layers, start.HeadNetwork, tuning.UpdateStatistics, Options.Seed);
        BackboneBlock[] blocks = [.. own.Network.Blocks.Reverse().Take(tuning.Blocks ?? int.MaxValue)];
        if (blocks.Length == 0) throw new DatasetException($"The backbone '{own.Name}' has no weights that can be trained; leave out fine-tuning.");
        Dictionary<string, float> factors = [];
        float factor = 1;
        foreach (BackboneBlock block in blocks)
        {
            factor *= tuning.LayerDecay;
            foreach (Parameter parameter in block.Parameters) factors.TryAdd(parameter.Name, factor);
        }
        network.SetTrainable(p => factors.ContainsKey(p.Name) || start.HeadNetwork.Parameters.TryGet(p.Name, out _));
        (TrainingHistory history, LearningRateSearch? search) = Run(network, loss, NetworkTraining(tuning, factors), Pictures(own, train, numbers, head.Classes, tuning.Augmentation),
            validation.Count > 0 ? Pictures(own, validation, numbers, head.Classes, null) : null);
        // Where it did harm by the validation pictures, the head alone is the better model.
        bool worse = start.Head!.Best.ValidationLoss is { } before && history.Best.ValidationLoss is { } after && after > before;
        return worse ? start with { FineTuning = history } : new TransferNetwork(start.Labels, own, start.HeadNetwork, network) { HasOwnFeatures = true, Head = start.Head, FineTuning = history, Search = search };
    }

    private (TrainingHistory, LearningRateSearch?) Run(Network network, Loss loss, TrainingOptions training, IBatchSource train, IBatchSource? validation)
    {
        LearningRateSearch? search = null;
        if (Options.FindLearningRate)
        {
            search = new LearningRateFinder().Run(network, loss, train, training, Options.Cancellation);
            training = training with { Optimizer = training.Optimizer with { LearningRate = search.Suggestion } };
        }
        return (new Trainer(network, loss, EpochLog.Add(training, Options.Context, "TransferLearning")).Fit(train, validation, Options.Cancellation), search);
    }

    private TrainingOptions HeadTraining(TransferHead head, int pictures) => new(Options.Epochs, Options.BatchSize, Options.Seed)
    {
        Optimizer = new Adam { LearningRate = Options.LearningRate, WeightDecay = Options.WeightDecay ?? head.WeightDecay(Backbone.Network.FeatureCount, pictures), DecayMatricesOnly = true },
        Schedule = new CosineSchedule(),
        EarlyStopping = Options.EarlyStopping,
        Checkpoint = Checkpoint(HeadCheckpoint),
        Callbacks = Options.Callbacks,
    };

    private TrainingOptions NetworkTraining(FineTuningOptions tuning, IReadOnlyDictionary<string, float>? factors) => new(tuning.Epochs, tuning.BatchSize, Options.Seed)
    {
        Optimizer = new AdamW { LearningRate = tuning.LearningRate, WeightDecay = tuning.WeightDecay, ClipNorm = 1 },
        Schedule = new CosineSchedule(),
        LearningRateFactors = factors,
        EarlyStopping = Options.EarlyStopping,
        Checkpoint = Checkpoint(NetworkCheckpoint),
        Callbacks = Options.Callbacks,
    };

    private CheckpointOptions? Checkpoint(string name) => Options.CheckpointFolder is { } folder ? new CheckpointOptions(Path.Combine(folder, name), Resume: Options.Resume) : null;

    private CategoricalCrossEntropy LossOf(IReadOnlyList<ImageSample> train, IReadOnlyList<string> labels, Dictionary<string, int> numbers)
    {
        var counts = new int[labels.Count];
        foreach (ImageSample sample in train) counts[numbers[sample.Label]]++;
        return new CategoricalCrossEntropy(Options.LabelSmoothing, Options.ClassWeights == ClassWeighting.Balanced ? TransferHead.BalancedWeights(counts) : null);
    }

    private FeatureSource Pictures(PictureBackbone backbone, IReadOnlyList<ImageSample> samples, Dictionary<string, int> numbers, int classes, Imaging.AugmentationPipeline? augmentation)
    {
        Shape shape = [backbone.Pixels.Planes, backbone.Pixels.Height, backbone.Pixels.Width];
        Imaging.AugmentationPipeline? scaled = augmentation is null ? null : augmentation with { White = 255 * backbone.Pixels.Scale };
        return new FeatureSource(new PictureTable(new PictureSamples(samples, backbone.Pixels), (int)shape.Count), Targets(samples, numbers), shape, classes, scaled, Options.Seed);
    }

    private static Tensor Targets(IReadOnlyList<ImageSample> samples, Dictionary<string, int> numbers) =>
        Tensor.Of<long>([samples.Count], [.. samples.Select(s => (long)numbers[s.Label])]);
}

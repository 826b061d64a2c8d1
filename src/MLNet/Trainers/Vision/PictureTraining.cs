using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;
using static Microsoft.ML.Vision.ImageClassificationTrainer;

namespace Microsoft.ML.Vision;

/// <summary>One training of an <see cref="ImageClassificationTrainer"/>: features of the pictures, then the layer of classes, then the files of the workspace.</summary>
internal sealed class PictureTraining(IHost host, IChannel channel, Options options)
{
    private const int MostErrors = 10;

    private static readonly Options Usual = new();

    private readonly Action<ImageClassificationMetrics> _report = options.MetricsCallback ?? (metrics => channel.Trace(MessageSensitivity.None, metrics.ToString()));

    /// <summary>Trains a model.</summary>
    /// <param name="train">The pictures to learn from.</param>
    /// <param name="validation">The pictures to measure on; null for a part of the others, as the options say.</param>
    /// <param name="keys">The label's keys.</param>
    public ImageClassificationModelParameters Run(IDataView train, IDataView? validation, out LabelKeys keys)
    {
        Check(validation);
        DataViewSchema.Column label = Column(train, options.LabelColumnName);
        keys = LabelKeys.Of(label);
        int classes = Classes(label);
        if (validation is not null && Column(validation, options.LabelColumnName) is var other && (Classes(other) != classes || !ValuesOf(other).SequenceEqual(ValuesOf(label))))
            throw new ArgumentException($"Column '{label.Name}' of the validation set has other keys than that of the training set. Map both with the same MapValueToKey.", nameof(validation));

        PretrainedNetwork network = PretrainedNetwork.Of(options.Arch);
        ImageBackbone backbone = ImageBackbone.Load(new PretrainedFile(network, host, channel).Find(), network);
        FeatureExtractor extractor = new(backbone.Network);
        LabelledFeatures? held = validation is null ? null : Features(backbone, extractor, validation, ImageClassificationMetrics.Dataset.Validation);
        LabelledFeatures own = Features(backbone, extractor, train, ImageClassificationMetrics.Dataset.Train);
        if (own.Count == 0) throw new InvalidOperationException("There are no rows to train on.");
        Random random = new(host.Rand.Next());
        if (held is null && options.ValidationSetFraction is { } fraction && (int)(own.Count * fraction) is > 0 and var count && count < own.Count) (held, own) = own.Split(count, random);
        if (held is { Count: 0 }) held = null;
        if (own.Labels.Distinct().Take(2).Count() < 2)
            throw new InvalidOperationException($"All rows have the same label in column '{label.Name}'; a classifier needs two classes at least.");

        options.EarlyStoppingCriteria?.Restart();
        HeadTraining head = new(options, classes, (ulong)random.NextInt64());
        (Tensor weights, Tensor biases) = head.Train(own, held, metrics => _report(new ImageClassificationMetrics { Train = metrics }));
        ImageClassificationModelParameters model = new(backbone.WithClasses(weights, biases));
        Keep(network, model);
        return model;
    }

    private void Check(IDataView? validation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options.BatchSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epoch, 1, nameof(options.Epoch));
        if (options.LearningRate is not > 0 || !float.IsFinite(options.LearningRate)) throw new ArgumentOutOfRangeException(nameof(options), $"The learning rate is {options.LearningRate}; it must be above 0.");
        if (options.ValidationSetFraction is < 0 or > 1 or float.NaN) throw new ArgumentOutOfRangeException(nameof(options), $"The validation set's fraction is {options.ValidationSetFraction}; it must be from 0 to 1, or null.");
        if (options.EarlyStoppingCriteria is not null && validation is null && options.ValidationSetFraction is null or 0 && !options.TestOnTrainSet)
            throw new ArgumentException("Early stopping needs something to watch: give a ValidationSet or a ValidationSetFraction, set TestOnTrainSet, or set EarlyStoppingCriteria to null.", nameof(options));
    }

    private static DataViewSchema.Column Column(IDataView data, string name) => InputColumn.Get(data.Schema, name, nameof(ImageClassificationTrainer));

    private static string[] ValuesOf(DataViewSchema.Column label)
    {
        if (!label.HasKeyValues(TextDataViewType.Instance)) return [];
        VBuffer<ReadOnlyMemory<char>> values = default;
        label.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }

    private static int Classes(DataViewSchema.Column label)
    {
        if (label.Type is not KeyDataViewType key || key.RawType != typeof(uint))
            throw InputColumn.Mismatch(nameof(ImageClassificationTrainer), label.Name, "a key of UInt32", $"{label.Type}. MapValueToKey makes keys of values");
        return key.Count switch
        {
            1 => throw new ArgumentException($"Column '{label.Name}' has one class only; a classifier needs two at least.", nameof(label)),
            > int.MaxValue => throw new ArgumentException($"Column '{label.Name}' has {key.Count} classes, which is too many.", nameof(label)),
            _ => (int)key.Count,
        };
    }

    private LabelledFeatures Features(ImageBackbone backbone, FeatureExtractor extractor, IDataView data, ImageClassificationMetrics.Dataset dataset)
    {
        using PictureRows rows = new(data, Column(data, options.LabelColumnName), Column(data, options.FeatureColumnName), backbone.Reader);
        using FeatureCache? cache = OpenCache(backbone, dataset);
        using CancellationTokenSource stop = new();
        Progress progress = new(_report, dataset, stop);
        ExtractedFeatures extracted;
        try
        {
            extracted = extractor.Extract(rows, cache, progress, stop.Token);
        }
        catch (OperationCanceledException) when (progress.Error is { } error)
        {
            error.Throw();
            throw;
        }
        progress.Error?.Throw();
        if (extracted.Errors.Count > 0)
            throw new ImageFormatException($"{extracted.Errors.Count} of {rows.Count} pictures cannot be read; mend them or leave their rows out: "
                + $"{string.Join("; ", extracted.Errors.Take(MostErrors))}{(extracted.Errors.Count > MostErrors ? "; …" : "")}.");
        channel.Info(MessageSensitivity.None, $"{dataset}: features of {rows.Count} pictures, {rows.Count - extracted.Cached} of them computed, {extracted.Cached} known.");
        return new LabelledFeatures(extracted.Values, [.. rows.Labels]);
    }

    // Null where no workspace was named: nothing is left behind then.
    private FeatureCache? OpenCache(ImageBackbone backbone, ImageClassificationMetrics.Dataset dataset)
    {
        if (string.IsNullOrEmpty(options.WorkspacePath)) return null;
        (string name, string usual, bool reuse) = dataset == ImageClassificationMetrics.Dataset.Train
            ? (options.TrainSetBottleneckCachedValuesFileName, Usual.TrainSetBottleneckCachedValuesFileName, options.ReuseTrainSetBottleneckCachedValues)
            : (options.ValidationSetBottleneckCachedValuesFileName, Usual.ValidationSetBottleneckCachedValuesFileName, options.ReuseValidationSetBottleneckCachedValues);
        Directory.CreateDirectory(options.WorkspacePath);
        string path = Path.Combine(options.WorkspacePath, string.IsNullOrEmpty(name) ? usual : name);
        if (!reuse) File.Delete(path);
        FeatureCache cache = FeatureCache.OpenFile(path, backbone.Network, PictureReader.Decoding);
        if (cache.Note is { } note) channel.Warning(MessageSensitivity.None, note);
        return cache;
    }

    private void Keep(PretrainedNetwork network, ImageClassificationModelParameters model)
    {
        if (string.IsNullOrEmpty(options.WorkspacePath)) return;
        string path = Path.Combine(options.WorkspacePath, $"{options.FinalModelPrefix}{network.File}.onnx");
        File.WriteAllBytes(path + ".part", model.ToOnnx());
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>Calls back for each picture. An error of the callback ends the computation in an orderly way and comes out afterwards.</summary>
    private sealed class Progress(Action<ImageClassificationMetrics> report, ImageClassificationMetrics.Dataset dataset, CancellationTokenSource stop) : IProgress<ExtractionProgress>
    {
        private int _reported;

        public ExceptionDispatchInfo? Error { get; private set; }

        public void Report(ExtractionProgress value)
        {
            try
            {
                while (Error is null && _reported < value.Done)
                    report(new ImageClassificationMetrics { Bottleneck = new BottleneckMetrics { DatasetUsed = dataset, Index = ++_reported } });
            }
            catch (Exception e)
            {
                Error = ExceptionDispatchInfo.Capture(e);
                stop.Cancel();
            }
        }
    }
}

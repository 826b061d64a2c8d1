using System.Text.Json;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>What a training saves and restores, and whether a checkpoint belongs to it.</summary>
internal sealed class SessionCheckpoint
{
    private const string Format = "1";

    private readonly CheckpointOptions? _options;
    private readonly OptimizerState _optimizer;
    private readonly List<(string Name, Tensor Value)> _tensors = [];
    private readonly Dictionary<string, string> _fingerprint;
    private readonly Network _network;

    public SessionCheckpoint(Network network, Loss loss, TrainingOptions options, IBatchSource train, OptimizerState optimizer,
        ParameterAverage? average, ParameterCopy? best)
    {
        _options = options.Checkpoint;
        _optimizer = optimizer;
        _network = network;
        foreach (Parameter p in network.Parameters) _tensors.Add(("parameter/" + p.Name, p.Value));
        foreach ((string name, Tensor value) in optimizer.Tensors) _tensors.Add(("optimizer/" + name, value));
        foreach ((string name, Tensor value) in average?.Tensors ?? []) _tensors.Add(("average/" + name, value));
        foreach ((string name, Tensor value) in best?.Tensors ?? []) _tensors.Add(("best/" + name, value));
        // The number of epochs is not part of it: a training may be prolonged.
        _fingerprint = new()
        {
            ["network"] = string.Join(", ", network.Parameters.Select(p => $"{p.Name} {p.Value.Shape}{(p.Trainable ? "" : " fixed")}")),
            ["loss"] = loss.ToString(),
            ["optimizer"] = options.Optimizer.ToString(),
            ["learning rate schedule"] = options.Schedule.ToString(),
            ["batch size"] = $"{options.BatchSize} x {options.AccumulationSteps}{(options.DropLast ? ", last dropped" : "")}{(options.Shuffle ? "" : ", not shuffled")}",
            ["seed"] = options.Seed.ToString(),
            ["training samples"] = $"{train.Count} of {string.Join(", ", train.Columns)}",
            ["monitored figure"] = $"{options.Monitor}, {options.EarlyStopping?.ToString() ?? "no early stopping"}",
            ["mean of parameters"] = $"{options.AverageDecay}",
            ["best kept"] = best is null ? "no" : "yes",
            ["learning rate factors"] = options.LearningRateFactors is { } factors ? string.Join(", ", factors.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {f.Value}")) : "none",
        };
    }

    public string Where => _options is null ? "Nothing was saved, because no checkpoint is set." : $"The checkpoint '{_options.Path}' goes on from here.";

    public void Save(TrainingState state, MetricSums sums, int? epochsDone = null)
    {
        if (_options is null) return;
        (state.Samples, state.Sums) = sums.Save();
        state.OptimizerStep = _optimizer.StepCount;
        int epoch = state.Epoch;
        state.Epoch = epochsDone ?? epoch;
        Dictionary<string, string> texts = new(_fingerprint)
        {
            ["format"] = Format,
            ["state"] = JsonSerializer.Serialize(state, TrainingJson.Default.TrainingState),
        };
        state.Epoch = epoch;
        Checkpoint.Write(_options.Path, texts, _tensors);
    }

    public void Restore(TrainingState state, MetricSums sums)
    {
        if (_options is not { Resume: true } || !File.Exists(_options.Path)) return;
        Dictionary<string, string> texts = Checkpoint.ReadTexts(_options.Path);
        if (texts.GetValueOrDefault("format") != Format)
            throw new InvalidDataException($"The checkpoint '{_options.Path}' has format {texts.GetValueOrDefault("format") ?? "unknown"}; this version reads format {Format}. Delete it to train from the beginning.");
        foreach ((string what, string now) in _fingerprint)
            if (texts.GetValueOrDefault(what) is { } then && then != now)
                throw new InvalidDataException($"The checkpoint '{_options.Path}' was made with another {what}: {Short(then)}, now {Short(now)}. Use the same options, another checkpoint path, or delete the file.");
        TrainingState saved;
        try
        {
            saved = JsonSerializer.Deserialize(texts["state"], TrainingJson.Default.TrainingState)!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The checkpoint '{_options.Path}' cannot be read: {e.Message} Delete it to train from the beginning.", e);
        }
        Checkpoint.ReadTensors(_options.Path, _tensors);
        foreach (Parameter p in _network.Parameters) p.Touch();
        _optimizer.StepCount = saved.OptimizerStep;
        sums.Restore(saved.Samples, saved.Sums);
        (state.Epoch, state.Batch, state.Step) = (saved.Epoch, saved.Batch, saved.Step);
        (state.EpochSeconds, state.LearningRate) = (saved.EpochSeconds, saved.LearningRate);
        (state.BestFigure, state.BestEpoch, state.Stopped, state.Plateau) = (saved.BestFigure, saved.BestEpoch, saved.Stopped, saved.Plateau);
        state.History = saved.History;
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}

using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>How a network is fed with pictures: worked out from what the network says, the catalog says and the user says, in rising order of authority.</summary>
/// <param name="Model">The network.</param>
/// <param name="Input">The input that takes pictures.</param>
/// <param name="Outputs">The outputs that are read.</param>
/// <param name="Preprocessing">How pictures become the input.</param>
/// <param name="Assumptions">What was assumed, and why.</param>
/// <param name="Shapes">Dimensions that stand in for those that the network leaves open.</param>
public sealed record ScoringPlan(ScoringModel Model, ModelTensor Input, IReadOnlyList<ModelTensor> Outputs, ImagePreprocessing Preprocessing, IReadOnlyList<string> Assumptions, IDictionary<string, int[]> Shapes)
{
    /// <summary>Works it out.</summary>
    /// <exception cref="PipelineException">The network takes no pictures, or more than pictures, or has no such outputs.</exception>
    public static ScoringPlan Create(ScoringModel model, ScoringOptions options, CatalogModel? catalog)
    {
        ModelTensor input = model.Inputs.FirstOrDefault(PreprocessingGuess.TakesPictures)
            ?? throw new PipelineException($"'{model.Path}' takes no pictures of 32-bit numbers or bytes: its inputs are {string.Join("; ", model.Inputs)}. See inspect.");
        if (model.Inputs.Count > 1)
            throw new PipelineException($"'{model.Path}' takes more than pictures: {string.Join("; ", model.Inputs)}. This pipeline scores networks with one input.");
        PreprocessingGuess guess = PreprocessingGuess.Of(input, model.Path, model.Metadata, options.Preset ?? catalog?.Preset, options.Size);
        ImagePreprocessing found = guess.Preprocessing;
        if (options.Channels is { } channels && channels != found.Channels)
            found = found with { Channels = channels, Mean = channels == ColorChannels.Gray ? [found.Mean[0]] : found.Mean, Deviation = channels == ColorChannels.Gray ? [found.Deviation[0]] : found.Deviation };
        found = found with
        {
            Layout = options.Layout ?? found.Layout,
            Fit = options.Fit ?? found.Fit,
            Part = options.Fit is null or PictureFit.Crop ? found.Part : 1,
            Scale = options.Scale ?? found.Scale,
            Mean = options.Mean ?? found.Mean,
            Deviation = options.Deviation ?? found.Deviation,
        };
        return new ScoringPlan(model, input, Select(model, options.Outputs), found,
            [.. catalog?.Preset is { } preset && options.Preset is null ? new[] { $"preset {preset} from the catalog" } : [], .. guess.Reasons], OpenDimensions(input, found));
    }

    /// <summary>Says what was assumed.</summary>
    public void Show()
    {
        string near = Path.GetRelativePath(".", Model.Path);
        Terminal.Line($"Model:  {(near.StartsWith("..", StringComparison.Ordinal) ? Model.Path : near)} ({Model.Format}, {Model.Bytes:N0} bytes)");
        Terminal.Line($"Input:  {Input}");
        Terminal.Line($"Output: {string.Join("; ", Outputs)}");
        Terminal.Line($"Pictures are {Preprocessing}.");
        Terminal.Line($"Assumed: {string.Join("; ", Assumptions)}. Change it with --preset, --size, --scale, --mean, --std, --channels, --layout, --resize.");
    }

    private static IReadOnlyList<ModelTensor> Select(ScoringModel model, IReadOnlyList<string>? names)
    {
        IReadOnlyList<ModelTensor> selected = names is null ? model.Outputs
            : [.. names.Select(n => model.Outputs.FirstOrDefault(o => o.Name == n) ?? throw new PipelineException($"'{model.Path}' has no output '{n}'. Its outputs are: {string.Join("; ", model.Outputs)}."))];
        return selected.Count <= PictureOutputs.Most ? selected
            : throw new PipelineException($"'{model.Path}' has {selected.Count} outputs; at most {PictureOutputs.Most} are read. Choose with --outputs.");
    }

    private static Dictionary<string, int[]> OpenDimensions(ModelTensor input, ImagePreprocessing found)
    {
        if (input.Dims.Skip(1).All(d => d is not null)) return [];
        int[] dims = found.Layout == TensorLayout.Nchw ? [1, found.Planes, found.Height, found.Width] : [1, found.Height, found.Width, found.Planes];
        return new() { [input.Name] = dims };
    }
}

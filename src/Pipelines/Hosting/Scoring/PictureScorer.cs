using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>What a pipeline gives for a picture: the outputs of the network in order. ML.NET binds columns to members, so there is a member for each.</summary>
public sealed class PictureOutputs
{
    /// <summary>The most outputs that are read.</summary>
    public const int Most = 12;

    private readonly float[][] _values = new float[Most][];

    /// <summary>The first output.</summary>
    public float[] Output0 { get => _values[0]; set => _values[0] = value; }

    /// <summary>The second output.</summary>
    public float[] Output1 { get => _values[1]; set => _values[1] = value; }

    /// <summary>The third output.</summary>
    public float[] Output2 { get => _values[2]; set => _values[2] = value; }

    /// <summary>The fourth output.</summary>
    public float[] Output3 { get => _values[3]; set => _values[3] = value; }

    /// <summary>The fifth output.</summary>
    public float[] Output4 { get => _values[4]; set => _values[4] = value; }

    /// <summary>The sixth output.</summary>
    public float[] Output5 { get => _values[5]; set => _values[5] = value; }

    /// <summary>The seventh output.</summary>
    public float[] Output6 { get => _values[6]; set => _values[6] = value; }

    /// <summary>The eighth output.</summary>
    public float[] Output7 { get => _values[7]; set => _values[7] = value; }

    /// <summary>The ninth output.</summary>
    public float[] Output8 { get => _values[8]; set => _values[8] = value; }

    /// <summary>The tenth output.</summary>
    public float[] Output9 { get => _values[9]; set => _values[9] = value; }

    /// <summary>The eleventh output.</summary>
    public float[] Output10 { get => _values[10]; set => _values[10] = value; }

    /// <summary>The twelfth output.</summary>
    public float[] Output11 { get => _values[11]; set => _values[11] = value; }

    /// <summary>The numbers of an output.</summary>
    public float[] Values(int index) => _values[index];
}

/// <summary>Scores pictures one at a time with a fitted pipeline.</summary>
public sealed class PictureScorer : IDisposable
{
    private readonly PredictionEngine<ImagePathRow, PictureOutputs> _engine;
    private readonly ScoringPlan _plan;

    /// <summary>Prepares to score.</summary>
    /// <param name="context">The context.</param>
    /// <param name="plan">What is scored.</param>
    /// <param name="model">The pipeline from the column ImagePath to the columns of the network's outputs.</param>
    public PictureScorer(MLContext context, ScoringPlan plan, ITransformer model)
    {
        _plan = plan;
        _engine = context.Model.CreatePredictionEngine<ImagePathRow, PictureOutputs>(Members(context, plan, model), ignoreMissingColumns: true);
    }

    /// <summary>The network's outputs for a picture.</summary>
    public IReadOnlyList<ModelOutput> Score(string path)
    {
        PictureOutputs outputs = _engine.Predict(new ImagePathRow { ImagePath = path });
        return [.. _plan.Outputs.Select((tensor, i) => ModelOutput.Of(tensor, outputs.Values(i)))];
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    // Outputs of any number type become columns of 32-bit numbers under the members' names.
    private static ITransformer Members(MLContext context, ScoringPlan plan, ITransformer model)
    {
        IDataView rows = context.Data.LoadFromEnumerable(Array.Empty<ImagePathRow>());
        DataViewSchema schema = model.GetOutputSchema(rows.Schema);
        IEstimator<ITransformer>? chain = null;
        for (int i = 0; i < plan.Outputs.Count; i++)
        {
            DataViewType type = schema[plan.Outputs[i].Name].Type;
            DataViewType item = type is VectorDataViewType vector ? vector.ItemType : type;
            IEstimator<ITransformer> step = item == NumberDataViewType.Single
                ? context.Transforms.CopyColumns($"Output{i}", plan.Outputs[i].Name)
                : context.Transforms.Conversion.ConvertType($"Output{i}", plan.Outputs[i].Name, DataKind.Single);
            step = type is VectorDataViewType ? step : step.Append(context.Transforms.Concatenate($"Output{i}", $"Output{i}"));
            chain = chain is null ? step : chain.Append(step);
        }
        return model.Append(chain!.Fit(model.Transform(rows)));
    }
}

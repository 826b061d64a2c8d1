using System.Text.Json.Nodes;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>How well a model fits its training data.</summary>
public class ModelStatisticsBase : ICanSaveModel
{
    internal const string Kind = "ModelStatistics";

    /// <summary>The number of rows that the model was trained on.</summary>
    public readonly long TrainingExampleCount;

    /// <summary>Twice the negative log-likelihood of the training data.</summary>
    public readonly float Deviance;

    /// <summary>The deviance of always predicting the classes' shares.</summary>
    public readonly float NullDeviance;

    /// <summary>The number of weights that are not 0, biases included.</summary>
    public readonly int ParametersCount;

    internal ModelStatisticsBase(long rows, int parameters, float deviance, float nullDeviance)
    {
        TrainingExampleCount = rows;
        ParametersCount = parameters;
        Deviance = deviance;
        NullDeviance = nullDeviance;
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        SaveModel(ctx.Writer);
    }

    internal static ModelStatisticsBase Load(ModelReader reader)
        => new(reader.Long("rows"), reader.Int("parameters"), reader.Single("deviance"), reader.Single("nullDeviance"));

    private protected virtual void SaveModel(ModelWriter writer) => Write(writer, Kind);

    private protected void Write(ModelWriter writer, string kind)
    {
        writer.Kind(kind);
        writer.Set("rows", TrainingExampleCount);
        writer.Set("parameters", ParametersCount);
        writer.Value("deviance", Deviance);
        writer.Value("nullDeviance", NullDeviance);
    }
}

/// <summary>How well a linear model fits its training data, and how sure its weights are.</summary>
public sealed class LinearModelParameterStatistics : ModelStatisticsBase
{
    internal new const string Kind = "LinearModelStatistics";

    private readonly float _bias;
    private readonly (int Index, float Weight)[] _weights;
    private readonly float[] _errors;

    /// <summary>Makes statistics.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="deviance">The deviance.</param>
    /// <param name="nullDeviance">The deviance of always predicting the classes' shares.</param>
    /// <param name="bias">The bias.</param>
    /// <param name="weights">The weights that are not 0, with their places.</param>
    /// <param name="errors">The standard error of the bias and of each of these weights.</param>
    internal LinearModelParameterStatistics(long rows, float deviance, float nullDeviance, float bias, (int, float)[] weights, float[] errors)
        : base(rows, weights.Length + 1, deviance, nullDeviance)
    {
        _bias = bias;
        _weights = weights;
        _errors = errors;
    }

    internal static new LinearModelParameterStatistics Load(ModelReader reader)
    {
        int[] places = reader.Ints("places");
        float[] weights = reader.Floats("weights", places.Length);
        return new(reader.Long("rows"), reader.Single("deviance"), reader.Single("nullDeviance"), reader.Single("bias"), [.. places.Zip(weights)],
            reader.Floats("errors", places.Length + 1));
    }

    /// <summary>How sure the bias of the model is.</summary>
    public CoefficientStatistics GetBiasStatistics() => GetBiasStatisticsForValue(_bias);

    /// <summary>How sure a bias of that value would be.</summary>
    public CoefficientStatistics GetBiasStatisticsForValue(float bias) => new(bias, _errors[0], 0);

    /// <summary>How sure the weights are that are not 0, the surest first.</summary>
    /// <param name="paramCountCap">How many to give at most.</param>
    public CoefficientStatistics[] GetWeightsCoefficientStatistics(int paramCountCap)
        => [.. _weights.Select((weight, i) => new CoefficientStatistics(weight.Weight, _errors[i + 1], weight.Index))
            .OrderByDescending(coefficient => Math.Abs(coefficient.ZScore)).Take(Math.Max(0, paramCountCap))];

    private protected override void SaveModel(ModelWriter writer)
    {
        Write(writer, Kind);
        writer.Value("bias", _bias);
        writer.Set("places", new JsonArray([.. _weights.Select(weight => (JsonNode)weight.Index)]));
        writer.Floats("weights", [.. _weights.Select(weight => weight.Weight)]);
        writer.Floats("errors", _errors);
    }
}

/// <summary>How sure a weight of a model is.</summary>
public sealed class CoefficientStatistics
{
    /// <summary>The weight's place among the features.</summary>
    public readonly int Index;

    /// <summary>The weight.</summary>
    public readonly float Estimate;

    /// <summary>Its standard error.</summary>
    public readonly float StandardError;

    /// <summary>The weight divided by its standard error.</summary>
    public readonly float ZScore;

    /// <summary>How likely a weight is as far from 0 where the feature has no effect.</summary>
    public readonly float PValue;

    internal CoefficientStatistics(float estimate, float standardError, int index)
    {
        Index = index;
        Estimate = estimate;
        StandardError = standardError;
        ZScore = estimate / standardError;
        PValue = (float)(2 * NormalTail(Math.Abs(ZScore)));
    }

    // 1 - Φ(x) by the continued fraction of Abramowitz and Stegun 26.2.14, and by the series 26.2.11 where that converges slowly.
    private static double NormalTail(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (x < 3)
        {
            double term = x, sum = x;
            for (int k = 1; k < 100; k++) sum += term *= x * x / (2 * k + 1);
            return 0.5 - density * sum;
        }
        double fraction = 0;
        for (int k = 60; k >= 1; k--) fraction = k / (x + fraction);
        return density / (x + fraction);
    }
}

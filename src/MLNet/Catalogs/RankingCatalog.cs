using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Ordering of rows within groups: evaluation, cross-validation and trainers.</summary>
public sealed class RankingCatalog : TrainCatalogBase
{
    internal RankingCatalog(IHostEnvironment environment) : base(environment) => Trainers = new RankingTrainers(this);

    /// <summary>The trainers.</summary>
    public RankingTrainers Trainers { get; }

    /// <summary>Says how well scores order the rows of groups.</summary>
    /// <param name="data">Data with scores; the rows of a group stand together.</param>
    /// <param name="labelColumnName">How relevant a row is: a key, or a whole number from 0 on of type Single.</param>
    /// <param name="rowGroupColumnName">The group that a row belongs to.</param>
    /// <param name="scoreColumnName">The score.</param>
    public RankingMetrics Evaluate(IDataView data, string labelColumnName = "Label", string rowGroupColumnName = "GroupId", string scoreColumnName = "Score")
        => Evaluate(data, new RankingEvaluatorOptions(), labelColumnName, rowGroupColumnName, scoreColumnName);

    /// <summary>Says how well scores order the rows of groups.</summary>
    /// <param name="data">Data with scores; the rows of a group stand together.</param>
    /// <param name="options">How many places count, and what labels gain.</param>
    /// <param name="labelColumnName">How relevant a row is: a key, or a whole number from 0 on of type Single.</param>
    /// <param name="rowGroupColumnName">The group that a row belongs to.</param>
    /// <param name="scoreColumnName">The score.</param>
    public RankingMetrics Evaluate(IDataView data, RankingEvaluatorOptions options, string labelColumnName = "Label", string rowGroupColumnName = "GroupId",
        string scoreColumnName = "Score") => RankingEvaluation.Run(Environment, data, options, labelColumnName, rowGroupColumnName, scoreColumnName);

    /// <summary>Trains and evaluates on each fold of a cross-validation; groups stay whole.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">Fitted on the other folds each time; must make a Score column.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="rowGroupColumnName">The group that a row belongs to.</param>
    /// <param name="seed">The seed of the folds; null takes the context's.</param>
    public IReadOnlyList<CrossValidationResult<RankingMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator, int numberOfFolds = 5,
        string labelColumnName = "Label", string rowGroupColumnName = "GroupId", int? seed = null)
        => CrossValidate(data, estimator, numberOfFolds, rowGroupColumnName, seed, scored => Evaluate(scored, labelColumnName, rowGroupColumnName));

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class RankingTrainers : CatalogInstantiatorBase
    {
        internal RankingTrainers(RankingCatalog owner) : base(owner) { }
    }
}

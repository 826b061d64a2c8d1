using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>Measures how much models rely on each feature: by how much the metrics change where its values are dealt to the rows at random.</summary>
public static class PermutationFeatureImportanceExtensions
{
    /// <summary>The importance of each feature for a regression, in the order of the features.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="predictionTransformer">The model.</param>
    /// <param name="data">Data with features and labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableArray<RegressionMetricsStatistics> PermutationFeatureImportance<TModel>(this RegressionCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = "Label", bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null, int permutationCount = 1) where TModel : class
        => Regression(catalog, labelColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount).Of(predictionTransformer, predictionTransformer.Model, predictionTransformer.FeatureColumnName, data);

    /// <summary>The importance of each feature for a regression, by the names of the features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model, with the steps before it that make the features.</param>
    /// <param name="data">Data as the first step reads it, with labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableDictionary<string, RegressionMetricsStatistics> PermutationFeatureImportance(this RegressionCatalog catalog, ITransformer model, IDataView data,
        string labelColumnName = "Label", bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        => Regression(catalog, labelColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount).ByName(model, data);

    /// <summary>The importance of each feature for a binary classification, in the order of the features.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="predictionTransformer">The model.</param>
    /// <param name="data">Data with features and labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableArray<BinaryClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(this BinaryClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = "Label", bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null, int permutationCount = 1) where TModel : class
        => Binary(catalog, labelColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount).Of(predictionTransformer, predictionTransformer.Model, predictionTransformer.FeatureColumnName, data);

    /// <summary>The importance of each feature for a binary classification, by the names of the features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model, with the steps before it that make the features.</param>
    /// <param name="data">Data as the first step reads it, with labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableDictionary<string, BinaryClassificationMetricsStatistics> PermutationFeatureImportanceNonCalibrated(this BinaryClassificationCatalog catalog,
        ITransformer model, IDataView data, string labelColumnName = "Label", bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        => Binary(catalog, labelColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount).ByName(model, data);

    /// <summary>The importance of each feature for a multiclass classification, in the order of the features.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="predictionTransformer">The model.</param>
    /// <param name="data">Data with features and labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableArray<MulticlassClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(this MulticlassClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = "Label", bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null, int permutationCount = 1) where TModel : class
        => Multiclass(catalog, labelColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount).Of(predictionTransformer, predictionTransformer.Model, predictionTransformer.FeatureColumnName, data);

    /// <summary>The importance of each feature for a multiclass classification, by the names of the features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model, with the steps before it that make the features.</param>
    /// <param name="data">Data as the first step reads it, with labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableDictionary<string, MulticlassClassificationMetricsStatistics> PermutationFeatureImportance(this MulticlassClassificationCatalog catalog, ITransformer model,
        IDataView data, string labelColumnName = "Label", bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        => Multiclass(catalog, labelColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount).ByName(model, data);

    /// <summary>The importance of each feature for a ranking, in the order of the features.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="predictionTransformer">The model.</param>
    /// <param name="data">Data with features and labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="rowGroupColumnName">The group that a row belongs to.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableArray<RankingMetricsStatistics> PermutationFeatureImportance<TModel>(this RankingCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = "Label", string rowGroupColumnName = "GroupId",
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1) where TModel : class
        => Ranking(catalog, labelColumnName, rowGroupColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount)
            .Of(predictionTransformer, predictionTransformer.Model, predictionTransformer.FeatureColumnName, data);

    /// <summary>The importance of each feature for a ranking, by the names of the features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model, with the steps before it that make the features.</param>
    /// <param name="data">Data as the first step reads it, with labels.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="rowGroupColumnName">The group that a row belongs to.</param>
    /// <param name="useFeatureWeightFilter">Whether features whose weight is 0 are left out.</param>
    /// <param name="numberOfExamplesToUse">How many rows are used at most; null for all.</param>
    /// <param name="permutationCount">How often the values are dealt anew.</param>
    public static ImmutableDictionary<string, RankingMetricsStatistics> PermutationFeatureImportance(this RankingCatalog catalog, ITransformer model, IDataView data,
        string labelColumnName = "Label", string rowGroupColumnName = "GroupId", bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        => Ranking(catalog, labelColumnName, rowGroupColumnName, useFeatureWeightFilter, numberOfExamplesToUse, permutationCount).ByName(model, data);

    private static PermutationImportance<RegressionMetrics, RegressionMetricsStatistics> Regression(RegressionCatalog catalog, string label, bool filter, int? rows, int repetitions)
        => new(catalog.Environment, data => catalog.Evaluate(data, label), (metrics, baseline) => new(metrics, baseline), filter, rows, repetitions);

    private static PermutationImportance<BinaryClassificationMetrics, BinaryClassificationMetricsStatistics> Binary(BinaryClassificationCatalog catalog, string label, bool filter,
        int? rows, int repetitions)
        => new(catalog.Environment, data => catalog.EvaluateNonCalibrated(data, label), (metrics, baseline) => new(metrics, baseline), filter, rows, repetitions);

    private static PermutationImportance<MulticlassClassificationMetrics, MulticlassClassificationMetricsStatistics> Multiclass(MulticlassClassificationCatalog catalog, string label,
        bool filter, int? rows, int repetitions)
        => new(catalog.Environment, data => catalog.Evaluate(data, label), (metrics, baseline) => new(metrics, baseline), filter, rows, repetitions);

    private static PermutationImportance<RankingMetrics, RankingMetricsStatistics> Ranking(RankingCatalog catalog, string label, string group, bool filter, int? rows, int repetitions)
        => new(catalog.Environment, data => catalog.Evaluate(data, label, group), (metrics, baseline) => new(metrics, baseline), filter, rows, repetitions);
}

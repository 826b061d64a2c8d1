using Microsoft.ML.Vision;

namespace Microsoft.ML;

/// <summary>Trainers for pictures.</summary>
public static class VisionCatalog
{
    /// <summary>Learns to classify pictures, with a pretrained network for features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The network and how to train.</param>
    public static ImageClassificationTrainer ImageClassification(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, ImageClassificationTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ImageClassificationTrainer(catalog.Owner.Environment, options);
    }

    /// <summary>Learns to classify pictures, with a pretrained network for features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, a key.</param>
    /// <param name="featureColumnName">The pictures: the bytes of their files.</param>
    /// <param name="scoreColumnName">The new column of probabilities.</param>
    /// <param name="predictedLabelColumnName">The new column of the likeliest class.</param>
    /// <param name="validationSet">The pictures that decide when to stop; null takes a part of the training pictures.</param>
    public static ImageClassificationTrainer ImageClassification(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, string labelColumnName = "Label",
        string featureColumnName = "Features", string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel", IDataView? validationSet = null)
        => ImageClassification(catalog, new ImageClassificationTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = predictedLabelColumnName,
            ValidationSet = validationSet,
        });
}

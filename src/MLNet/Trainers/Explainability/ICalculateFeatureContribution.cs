using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A model that can say what each feature adds to a score.</summary>
public interface ICalculateFeatureContribution
{
    /// <summary>Computes what the features add.</summary>
    FeatureContributionCalculator FeatureContributionCalculator { get; }
}

/// <summary>Computes what the features of a row add to its score.</summary>
public sealed class FeatureContributionCalculator
{
    internal FeatureContributionCalculator(IFeatureContributions model) => Model = model;

    internal IFeatureContributions Model { get; }
}

/// <summary>A model that can say what each feature adds to a score.</summary>
internal interface IFeatureContributions
{
    void Contributions(in VBuffer<float> features, ref VBuffer<float> contributions);
}

using Microsoft.ML.Model;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Transforms.Text;

/// <summary>How topics are learned and scored, under the names that the official API has for it.</summary>
internal sealed record TopicOptions(int NumberOfTopics, float AlphaSum, float Beta, int SamplingStepCount, int MaximumNumberOfIterations, int LikelihoodInterval, int NumberOfThreads,
    int MaximumTokenCountPerDocument, int NumberOfSummaryTermsPerTopic, int NumberOfBurninIterations)
{
    /// <summary>The weight of a topic before a document is read.</summary>
    public double Alpha => (double)AlphaSum / NumberOfTopics;

    public TopicOptions Checked()
    {
        OptionRange.Require(NumberOfTopics > 0, "numberOfTopics", "at least 1");
        OptionRange.Require(AlphaSum > 0 && float.IsFinite(AlphaSum), "alphaSum", "above 0: it is shared out among the topics, and the larger it is, the more topics a document has");
        OptionRange.Require(Beta > 0 && float.IsFinite(Beta), "beta", "above 0: the larger it is, the more words a topic has");
        OptionRange.Require(SamplingStepCount > 0, "samplingStepCount", "at least 1");
        OptionRange.Require(MaximumNumberOfIterations > 0, "maximumNumberOfIterations", "at least 1");
        OptionRange.Require(LikelihoodInterval > 0, "likelihoodInterval", "at least 1");
        OptionRange.Require(NumberOfThreads >= 0, "numberOfThreads", "at least 1, or 0 for all that there are");
        OptionRange.Require(MaximumTokenCountPerDocument > 0, "maximumTokenCountPerDocument", "at least 1");
        OptionRange.Require(NumberOfSummaryTermsPerTopic > 0, "numberOfSummaryTermsPerTopic", "at least 1");
        OptionRange.Require(NumberOfBurninIterations >= 0, "numberOfBurninIterations", "at least 0");
        return this;
    }

    public void Write(ModelWriter writer)
    {
        writer.Set("numberOfTopics", NumberOfTopics);
        writer.Value("alphaSum", AlphaSum);
        writer.Value("beta", Beta);
        writer.Set("maximumTokenCountPerDocument", MaximumTokenCountPerDocument);
        writer.Set("numberOfSummaryTermsPerTopic", NumberOfSummaryTermsPerTopic);
        writer.Set("numberOfBurninIterations", NumberOfBurninIterations);
    }

    public static TopicOptions Read(ModelReader reader) => reader.Guard(() => new TopicOptions(reader.Int("numberOfTopics"), reader.Single("alphaSum"), reader.Single("beta"), 1, 1, 1, 0,
        reader.Int("maximumTokenCountPerDocument"), reader.Int("numberOfSummaryTermsPerTopic"), reader.Int("numberOfBurninIterations")).Checked());
}

using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.ImageClassification;

/// <summary>The part of the model between a picture and the network.</summary>
internal static class ImagePixels
{
    /// <summary>Pictures are stretched to a square and become numbers of 0 to 1: three planes, or one where there is no colour.</summary>
    public static ImagePreprocessing Of(int size, bool grey) => new(size, size) { Channels = grey ? ColorChannels.Gray : ColorChannels.Rgb };
}

using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>How an <see cref="ImageDataset"/> is read and divided.</summary>
/// <param name="TestFraction">The part of each class that is set aside for the test, where the data does not come with a test set.</param>
/// <param name="ValidationFraction">The part of each class's training pictures that is set aside for validation, where the data comes without.</param>
/// <param name="Seed">Decides which pictures are set aside.</param>
/// <param name="MaxPixels">The largest picture that is decoded, in pixels.</param>
public sealed record ImageDatasetOptions(double TestFraction = 0.2, double ValidationFraction = 0.1, int Seed = 1, long MaxPixels = 100_000_000)
{
    internal DecodeOptions Decode => new(MaxPixels);
}

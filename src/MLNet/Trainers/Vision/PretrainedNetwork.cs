namespace Microsoft.ML.Vision;

/// <summary>A pretrained network of an architecture: its file, and where in it pictures go in and features come out.</summary>
/// <param name="File">The name of its file, a MetaGraphDef.</param>
/// <param name="Side">Height and width of its pictures, where the file leaves them open.</param>
/// <param name="Input">The node of the pictures: [N, height, width, 3], red, green and blue from 0 to 1.</param>
/// <param name="Features">The node of the features: [N, features].</param>
internal sealed record PretrainedNetwork(string File, int Side, string Input, string Features)
{
    private static readonly Dictionary<ImageClassificationTrainer.Architecture, PretrainedNetwork> Known = new()
    {
        [ImageClassificationTrainer.Architecture.ResnetV2101] = new("resnet_v2_101_299.meta", 299, "input", "resnet_v2_101/SpatialSqueeze"),
        [ImageClassificationTrainer.Architecture.InceptionV3] = new("inception_v3.meta", 299, "input", "InceptionV3/Logits/SpatialSqueeze"),
        [ImageClassificationTrainer.Architecture.MobilenetV2] = new("mobilenet_v2.meta", 224, "import/input", "import/MobilenetV2/Logits/Squeeze"),
        [ImageClassificationTrainer.Architecture.ResnetV250] = new("resnet_v2_50_299.meta", 299, "input", "resnet_v2_50/SpatialSqueeze"),
    };

    public static PretrainedNetwork Of(ImageClassificationTrainer.Architecture architecture) => Known.TryGetValue(architecture, out PretrainedNetwork? network)
        ? network
        : throw new ArgumentOutOfRangeException(nameof(architecture), $"There is no architecture {architecture}.");
}

using System.Globalization;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>Ready-made networks. Their results are logits (or, with one output, a number): the softmax or sigmoid belongs to the loss.</summary>
public static class Networks
{
    /// <summary>The names that <see cref="Create"/> takes, for help texts.</summary>
    public const string Names = "small-cnn, small-cnn:16, lenet, resnet8, resnet20, resnet32, resnet44, resnet56, compact-resnet:24, mlp:256,128, linear";

    /// <summary>A network by its name, as on a command line: <c>small-cnn</c>, <c>small-cnn:16</c>, <c>resnet20</c>, <c>lenet</c>, <c>mlp:256,128</c>, <c>linear</c>.</summary>
    /// <param name="name">One of <see cref="Names"/>; for ResNets the depth must be 6n + 2, for <c>mlp</c> the hidden widths follow the colon, for <c>small-cnn</c> and <c>compact-resnet</c> the channels of the first stage.</param>
    /// <param name="inputShape">The shape of one sample: channels, height, width, or features.</param>
    /// <param name="outputs">The number of classes, or of numbers to predict.</param>
    /// <param name="seed">Determines the initial parameters.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static Network Create(string name, SymbolicShape inputShape, int outputs, ulong seed = 0)
    {
        string[] parts = name.Trim().ToLowerInvariant().Split(':', 2);
        if (parts[0].StartsWith("resnet", StringComparison.Ordinal) && parts.Length == 1
            && int.TryParse(parts[0].AsSpan(6).TrimStart('-'), NumberStyles.None, CultureInfo.InvariantCulture, out int depth))
            return ResNet(depth, outputs, inputShape, seed);
        return parts[0] switch
        {
            "small-cnn" or "smallcnn" => SmallCnn(outputs, inputShape, seed, parts.Length == 1 ? 32 : Widths(name, parts[1]) is [var width] ? width : throw Misunderstood(name)),
            "compact-resnet" => CompactResNet(outputs, inputShape, seed, parts.Length == 1 ? 24 : Widths(name, parts[1]) is [var width] ? width : throw Misunderstood(name)),
            "lenet" when parts.Length == 1 => LeNet(outputs, inputShape, seed),
            "linear" when parts.Length == 1 => Mlp([], outputs, inputShape, seed),
            "mlp" => Mlp(Widths(name, parts.Length == 1 ? "256,128" : parts[1]), outputs, inputShape, seed),
            _ => throw new ArgumentException($"There is no network '{name}'. The networks are: {Names}.", nameof(name)),
        };
    }

    /// <summary>Dense layers with Relu; without hidden layers a linear model.</summary>
    public static Network Mlp(IReadOnlyList<int> hidden, int outputs, SymbolicShape inputShape, ulong seed = 0) => new Sequential(
        [.. inputShape.Rank > 1 ? [new Flatten()] : Array.Empty<Layer>(), .. hidden.Select(width => new Dense(width, Activation.Relu)), new Dense(outputs)]).ToNetwork(inputShape, seed);

    /// <summary>LeNet-5 (LeCun et al. 1998) with Relu and max pooling, for images from 16×16 on.</summary>
    public static Network LeNet(int outputs, SymbolicShape inputShape, ulong seed = 0) => new Sequential(
        new Conv2D(6, 5, Activation.Relu) { Padding = Padding.Same },
        new MaxPooling2D(2),
        new Conv2D(16, 5, Activation.Relu),
        new MaxPooling2D(2),
        new Flatten(),
        new Dense(120, Activation.Relu),
        new Dense(84, Activation.Relu),
        new Dense(outputs)).ToNetwork(inputShape, seed);

    /// <summary>
    /// Three stages of two convolutions with batch normalization and a pooling each, 32, 64 and 128 channels, then global average pooling: trains fast
    /// on images from 16×16 to 64×64.
    /// </summary>
    public static Network SmallCnn(int outputs, SymbolicShape inputShape, ulong seed = 0, int width = 32, float dropout = 0.25f) => new Sequential(
        Block(width), Block(width), new MaxPooling2D(2) { Padding = Padding.Same },
        Block(2 * width), Block(2 * width), new MaxPooling2D(2) { Padding = Padding.Same },
        Block(4 * width), Block(4 * width), new GlobalAveragePooling(),
        new Dropout(dropout),
        new Dense(outputs)).ToNetwork(inputShape, seed);

    /// <summary>
    /// The ResNet of He et al. 2016 for small images: three stages of (depth - 2) / 6 residual blocks with 16, 32 and 64 channels (times
    /// <paramref name="width"/> / 16), 1×1 projections where the shape changes, global average pooling.
    /// </summary>
    /// <param name="depth">6n + 2: 8, 14, 20, 32, 44, 56…</param>
    /// <param name="outputs">The number of classes.</param>
    /// <param name="inputShape">Channels, height, width.</param>
    /// <param name="seed">Determines the initial parameters.</param>
    /// <param name="width">The channels of the first stage.</param>
    /// <exception cref="ArgumentException">The depth is not 6n + 2.</exception>
    public static Network ResNet(int depth, int outputs, SymbolicShape inputShape, ulong seed = 0, int width = 16)
    {
        if (depth < 8 || (depth - 2) % 6 != 0) throw new ArgumentException($"A ResNet for small images has 6n + 2 layers (8, 14, 20, 32, 44, 56, 110), not {depth}.", nameof(depth));
        int blocks = (depth - 2) / 6;
        return ResidualStages(outputs, width, blocks, blocks, blocks).ToNetwork(inputShape, seed);
    }

    /// <summary>
    /// A ResNet for images from 32×32 on whose four stages, of 1, 2, 2 and 1 residual blocks, have the most channels where the image is smallest: a
    /// good giver of features for its size. With a <paramref name="width"/> of 24 the features are 192 numbers, from 0.9 million parameters.
    /// </summary>
    /// <param name="outputs">The number of classes.</param>
    /// <param name="inputShape">Channels, height, width.</param>
    /// <param name="seed">Determines the initial parameters.</param>
    /// <param name="width">The channels of the first stage; each further one has twice as many.</param>
    public static Network CompactResNet(int outputs, SymbolicShape inputShape, ulong seed = 0, int width = 24) =>
        ResidualStages(outputs, width, 1, 2, 2, 1).ToNetwork(inputShape, seed);

    // Each stage after the first halves the image and doubles the channels.
    private static Sequential ResidualStages(int outputs, int width, params ReadOnlySpan<int> blocks)
    {
        List<Layer> layers = [Convolution(width, 3, 1), new BatchNormalization(), new ActivationLayer(Activation.Relu)];
        int channels = width;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
            {
                int filters = width << stage, stride = stage > 0 && block == 0 ? 2 : 1;
                var body = new Sequential(
                    Convolution(filters, 3, stride), new BatchNormalization(), new ActivationLayer(Activation.Relu),
                    Convolution(filters, 3, 1), new BatchNormalization());
                Sequential? shortcut = channels == filters && stride == 1 ? null : new Sequential(Convolution(filters, 1, stride), new BatchNormalization());
                layers.Add(new Residual(body, shortcut, Activation.Relu));
                channels = filters;
            }
        }
        return new Sequential([.. layers, new GlobalAveragePooling(), new Dense(outputs)]);
    }

    private static Conv2D Convolution(int filters, int size, int stride) =>
        new(filters, size) { Strides = stride, Padding = size / 2, UseBias = false, KernelInitializer = Initializer.HeNormal };

    private static Sequential Block(int filters) => new(Convolution(filters, 3, 1), new BatchNormalization(), new ActivationLayer(Activation.Relu));

    private static int[] Widths(string name, string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var widths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out widths[i]) || widths[i] < 1)
                throw Misunderstood(name);
        return widths;
    }

    private static ArgumentException Misunderstood(string name) =>
        new($"The network '{name}' is not understood: after 'mlp:' come the hidden widths, as in mlp:256,128, and after 'small-cnn:' one number of channels.", nameof(name));
}

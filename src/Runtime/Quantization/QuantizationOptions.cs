using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>How the range of an activation follows from the numbers that calibration saw.</summary>
public enum CalibrationMethod
{
    /// <summary>From the smallest to the largest.</summary>
    MinMax,
    /// <summary>What holds the share <see cref="QuantizationOptions.Percentile"/> of all numbers; what is beyond saturates.</summary>
    Percentile,
    /// <summary>The range whose 256 steps lose least of the numbers' distribution (least Kullback-Leibler divergence).</summary>
    Entropy,
}

/// <summary>How <see cref="GraphQuantizer"/> quantizes. The defaults are what keeps most accuracy on convolutional networks.</summary>
public sealed record QuantizationOptions
{
    /// <summary>The operators that are quantized unless the options say otherwise.</summary>
    public static IReadOnlySet<string> DefaultOperators { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "Add", "AveragePool", "Concat", "Conv", "Gemm", "GlobalAveragePool", "HardSigmoid", "HardSwish", "LeakyRelu", "MatMul", "Mul", "Sigmoid", "Tanh",
    };

    /// <summary>How ranges of activations are found.</summary>
    public CalibrationMethod Method { get; init; } = CalibrationMethod.MinMax;

    /// <summary>For <see cref="CalibrationMethod.Percentile"/>: the share of numbers within the range, in percent.</summary>
    public double Percentile { get; init; } = 99.99;

    /// <summary>The type of activations: UInt8 or Int8.</summary>
    public ElementType Activations { get; init; } = ElementType.UInt8;

    /// <summary>Whether weights have a scale for each output channel instead of one for all.</summary>
    public bool PerChannel { get; init; } = true;

    /// <summary>The ONNX names of the operators to quantize. Reshapes, transposes, max pooling and the like follow their operands.</summary>
    public IReadOnlySet<string> Operators { get; init; } = DefaultOperators;

    /// <summary>The names of nodes that stay floating-point.</summary>
    public IReadOnlySet<string> ExcludedNodes { get; init; } = new HashSet<string>();

    /// <summary>
    /// For <see cref="GraphQuantizer.QuantizeDynamic"/>: true to store weights in eight bits and compute with floating-point numbers as before; the file
    /// is smaller, the network no faster.
    /// </summary>
    public bool WeightsOnly { get; init; }

    /// <summary>Told the number of batches that were run; null for not.</summary>
    public IProgress<int>? Progress { get; init; }

    internal void Check()
    {
        if (Activations is not (ElementType.UInt8 or ElementType.Int8))
            throw new ArgumentException($"Activations are quantized to UInt8 or Int8, not to {Activations}.", nameof(Activations));
        if (!(Percentile is > 50 and <= 100)) throw new ArgumentException($"The percentile {Percentile} is not above 50 and at most 100.", nameof(Percentile));
    }
}

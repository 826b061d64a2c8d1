using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Which part of a TensorFlow file becomes a graph, and how.</summary>
public sealed record TensorFlowImportOptions
{
    /// <summary>
    /// Where the graph begins: names of operations or tensors (<c>conv1/Relu</c>, <c>x:0</c>), anywhere in the file; what lies before them is
    /// left out. When null, the inputs of the signature, or the placeholders that the outputs need.
    /// </summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <summary>Where the graph ends: names of operations or tensors. When null, the outputs of the signature, or what nothing in the file uses.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>
    /// The signature that says inputs and outputs, whose names for them the graph then has. When null, and inputs and outputs are not given,
    /// they are those of the signature <c>serving_default</c>, or of the first, under their tensors' names.
    /// </summary>
    public string? Signature { get; init; }

    /// <summary>True to make parameters of the weights, so that the network can be trained further; else they are constants.</summary>
    public bool Trainable { get; init; }

    /// <summary>Dimensions of inputs, by name, instead of those that the file declares.</summary>
    public IReadOnlyDictionary<string, SymbolicShape>? InputShapes { get; init; }

    /// <summary>Samples per second of the sound that the network was made for; files with a Mfcc node do not say it.</summary>
    public int SampleRate { get; init; } = 16000;
}

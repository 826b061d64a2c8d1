using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A tensor of a TensorFlow file.</summary>
/// <param name="Name">Its name: that of the operation, with <c>:1</c> and so on behind it for results after the first.</param>
/// <param name="Element">The element type; Undefined for handles and where it is not known.</param>
/// <param name="Shape">The dimensions as far as they are known.</param>
public sealed record TensorFlowTensor(string Name, ElementType Element, SymbolicShape Shape)
{
    /// <summary>Like <c>Softmax: Float32 Nx10</c>.</summary>
    public override string ToString() => $"{Name}: {Element} {Shape}";
}

/// <summary>An operation of a TensorFlow file.</summary>
/// <param name="Name">The name.</param>
/// <param name="Op">The operator.</param>
/// <param name="Inputs">The names of the tensors that it takes.</param>
/// <param name="Results">What it gives, as far as the file tells; empty when it gives nothing that is a tensor.</param>
public sealed record TensorFlowOperation(string Name, string Op, IReadOnlyList<string> Inputs, IReadOnlyList<TensorFlowTensor> Results);

/// <summary>What a TensorFlow file can be asked for.</summary>
/// <param name="Name">The signature's name, like <c>serving_default</c>.</param>
/// <param name="Method">What kind of use it is, like <c>tensorflow/serving/predict</c>.</param>
/// <param name="Inputs">The inputs: the name that the signature has for each, and the tensor.</param>
/// <param name="Outputs">The outputs: the name that the signature has for each, and the tensor.</param>
public sealed record TensorFlowSignature(
    string Name, string Method, IReadOnlyList<(string Key, TensorFlowTensor Tensor)> Inputs, IReadOnlyList<(string Key, TensorFlowTensor Tensor)> Outputs);

/// <summary>In which form a TensorFlow file came.</summary>
public enum TensorFlowFormat
{
    /// <summary>A graph (<c>.pb</c>), whose weights are constants.</summary>
    GraphDef,
    /// <summary>A graph with signatures (<c>.meta</c>), whose variables are in a checkpoint beside it or are constants.</summary>
    MetaGraphDef,
    /// <summary>A folder with <c>saved_model.pb</c> and the variables.</summary>
    SavedModel,
}

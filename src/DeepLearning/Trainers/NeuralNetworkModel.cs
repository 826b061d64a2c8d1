using Microsoft.ML;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>A trained network with all that is known of its training.</summary>
/// <param name="Transformer">Scores rows; save it with <c>mlContext.Model.Save</c>. It consists of standard ML.NET transformers.</param>
/// <param name="Network">The network itself.</param>
/// <param name="History">The training, epoch by epoch.</param>
/// <param name="Onnx">The network as an ONNX file; its input and outputs are named as the columns are.</param>
/// <param name="Labels">The classes in the order of the scores; empty for regression.</param>
public sealed record NeuralNetworkModel(ITransformer Transformer, Network Network, TrainingHistory History, byte[] Onnx, IReadOnlyList<string> Labels);

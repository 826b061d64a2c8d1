namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>What quantizing did to one node.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Operator">Its ONNX operator.</param>
/// <param name="Quantized">Whether it computes in integers now.</param>
/// <param name="Remark">Why not, else empty.</param>
/// <param name="Low">The smallest number that its result can hold; not-a-number where the result is not quantized.</param>
/// <param name="High">The largest number that its result can hold.</param>
/// <param name="Scale">The step of its result.</param>
/// <param name="ZeroPoint">The integer that stands for 0 in its result.</param>
public sealed record QuantizedNode(string Name, string Operator, bool Quantized, string Remark, float Low, float High, float Scale, int ZeroPoint);

/// <summary>How far an output of the quantized network is from that of the floating-point one, over the calibration data.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="SignalToNoise">Ten times the decimal logarithm of the signal's power over the difference's, in decibels; infinite where nothing differs.</param>
/// <param name="MaxDifference">The largest difference.</param>
public sealed record OutputNoise(string Name, double SignalToNoise, double MaxDifference);

/// <summary>What quantizing did to a network.</summary>
/// <param name="Nodes">Each node with weights or of an operator that was to be quantized, in order.</param>
/// <param name="BytesBefore">The bytes of the network's weights and constants before.</param>
/// <param name="BytesAfter">The bytes afterwards.</param>
/// <param name="Outputs">The outputs' noise; empty where there was no data to run.</param>
public sealed record QuantizationReport(IReadOnlyList<QuantizedNode> Nodes, long BytesBefore, long BytesAfter, IReadOnlyList<OutputNoise> Outputs);

/// <summary>A quantized network and what is known about it.</summary>
/// <param name="Graph">The network in ONNX's QuantizeLinear and DequantizeLinear form (static), or with DynamicQuantizeLinear and integer products (dynamic).</param>
/// <param name="Report">What became of its nodes, its size and its outputs.</param>
public sealed record QuantizedGraph(Graphs.Graph Graph, QuantizationReport Report);

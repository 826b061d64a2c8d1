namespace MlNetDeepLearning.Graphs;

/// <summary>Shapes, types or attributes of an operator do not fit; the message names the operator and the shapes.</summary>
public sealed class ShapeException(string message, Exception? cause = null) : ArgumentException(message, cause);

namespace MlNetDeepLearning.Graphs;

/// <summary>A shape rule or a pass needs an element type or a number of dimensions that is not known before the graph runs.</summary>
public sealed class UnknownTypeException() : InvalidOperationException("The element type or the number of dimensions is not known before the graph runs.");

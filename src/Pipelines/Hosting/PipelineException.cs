namespace MlNetDeepLearning.Hosting;

/// <summary>A failure whose message is meant for the person at the terminal: what is wrong, where, and what to do.</summary>
public sealed class PipelineException(string message, Exception? inner = null) : Exception(message, inner);

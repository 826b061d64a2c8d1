namespace MlNetDeepLearning.DeepLearning;

/// <summary>A data set cannot be used as it is; the message says what is wrong, where, and what to do about it.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner);

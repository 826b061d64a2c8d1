namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A TensorFlow file is damaged or says something impossible; the message names file and node and what is wrong.</summary>
public sealed class TensorFlowFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TensorFlowFormatException(string message, Exception? inner = null) : base(message, inner) { }
}

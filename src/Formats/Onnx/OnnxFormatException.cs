namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>An ONNX file is damaged or says something impossible; the message names the place and what is wrong.</summary>
public sealed class OnnxFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    public OnnxFormatException(string message, Exception? inner = null) : base(message, inner) { }
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A message of the <see cref="MLContext.Log"/> event.</summary>
public class LoggingEventArgs : EventArgs
{
    /// <summary>Makes a message that consists of a finished text.</summary>
    public LoggingEventArgs(string message)
    {
        Message = message;
        RawMessage = message;
        Source = "";
    }

    /// <summary>Makes a message with its kind and source.</summary>
    public LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
        Message = $"[Source={source}, Kind={kind}] {message}";
    }

    /// <summary>The text with kind and source in front.</summary>
    public string Message { get; }

    /// <summary>How much the message matters.</summary>
    public ChannelMessageKind Kind { get; }

    /// <summary>The operation that sent it.</summary>
    public string Source { get; }

    /// <summary>The text alone.</summary>
    public string RawMessage { get; }
}

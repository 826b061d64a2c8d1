namespace Microsoft.ML.Runtime;

/// <summary>How much a message matters.</summary>
public enum ChannelMessageKind
{
    /// <summary>Details of the progress of an operation.</summary>
    Trace = 0,

    /// <summary>Something worth knowing.</summary>
    Info = 1,

    /// <summary>Something that may not be what the user wants.</summary>
    Warning = 2,

    /// <summary>Something that went wrong.</summary>
    Error = 3,
}

/// <summary>What a message may give away.</summary>
[Flags]
public enum MessageSensitivity
{
    /// <summary>Nothing of the user's.</summary>
    None = 0,

    /// <summary>Values of the user's data.</summary>
    UserData = 1,

    /// <summary>Names and types of columns.</summary>
    Schema = 2,

    /// <summary>Not known, so possibly anything.</summary>
    Unknown = ~None,

    /// <summary>Anything.</summary>
    All = ~None,
}

/// <summary>A message of an operation.</summary>
public readonly struct ChannelMessage
{
    /// <summary>How much the message matters.</summary>
    public readonly ChannelMessageKind Kind;

    /// <summary>What the message may give away.</summary>
    public readonly MessageSensitivity Sensitivity;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string message)
    {
        Kind = kind;
        Sensitivity = sensitivity;
        Message = message;
    }

    /// <summary>The text.</summary>
    public string Message { get; }
}

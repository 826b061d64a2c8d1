namespace Microsoft.ML.Runtime;

/// <summary>Something that exceptions are raised on behalf of.</summary>
public interface IExceptionContext
{
    /// <summary>Says on whose behalf the exceptions are raised.</summary>
    string ContextDescription { get; }

    /// <summary>Passes an exception on before it is thrown.</summary>
    TException Process<TException>(TException ex) where TException : Exception;
}

/// <summary>Opens channels for messages.</summary>
public interface IChannelProvider : IExceptionContext
{
    /// <summary>Opens a channel for an operation of that name; dispose it when the operation ends.</summary>
    IChannel Start(string name);

    /// <summary>Opens a pipe for messages of another type.</summary>
    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>Takes messages of one type.</summary>
/// <typeparam name="TMessage">The type of the messages.</typeparam>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    /// <summary>Sends a message.</summary>
    void Send(TMessage msg);
}

/// <summary>Takes an operation's messages, which the <c>Log</c> event of <see cref="MLContext"/> passes on.</summary>
public interface IChannel : IPipe<ChannelMessage>
{
    /// <summary>Sends details of the operation's progress.</summary>
    void Trace(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends details of the operation's progress, with values put in place of {0}, {1} and so on.</summary>
    void Trace(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends something worth knowing.</summary>
    void Info(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends something worth knowing, with values put in place of {0}, {1} and so on.</summary>
    void Info(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends a warning.</summary>
    void Warning(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends a warning, with values put in place of {0}, {1} and so on.</summary>
    void Warning(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends an error.</summary>
    void Error(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends an error, with values put in place of {0}, {1} and so on.</summary>
    void Error(MessageSensitivity sensitivity, string fmt, params object[] args);
}

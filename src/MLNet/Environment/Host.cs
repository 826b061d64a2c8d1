using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>The one implementation of a host; <see cref="MLContext"/> speaks through the topmost one.</summary>
internal sealed class Host(string name, EnvironmentState state, int? seed) : IHost, IHostEnvironmentInternal
{
    private Random? _random;

    public EnvironmentState State => state;

    public string ContextDescription => name;

    public ComponentCatalog ComponentCatalog => state.ComponentCatalog;

    public Random Rand => _random ??= new Random(seed ?? state.NextSeed());

    public IHost Register(string name, int? seed = null, bool? verbose = null) => new Host(name, state, seed);

    public TException Process<TException>(TException ex) where TException : Exception => ex;

    public IChannel Start(string channel) => new Channel(Source(channel), state);

    public IPipe<TMessage> StartPipe<TMessage>(string pipe) => new Pipe<TMessage>(Source(pipe), state);

    public IProgressChannel StartProgressChannel(string channel) => new ProgressChannel(Source(channel), state);

    private string Source(string channel) => name.Length == 0 ? channel : $"{name}; {channel}";

    private class Pipe<TMessage>(string source, EnvironmentState state) : IPipe<TMessage>
    {
        public string ContextDescription => source;

        public void Send(TMessage msg)
        {
            if (msg is ChannelMessage message) state.Listener?.Invoke(message, source);
        }

        public TException Process<TException>(TException ex) where TException : Exception => ex;

        public virtual void Dispose() { }
    }

    private sealed class Channel : Pipe<ChannelMessage>, IChannel
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private bool _disposed;

        public Channel(string source, EnvironmentState state) : base(source, state) => Trace(MessageSensitivity.None, "Channel started");

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));
        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Trace(sensitivity, Format(fmt, args));
        public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));
        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Info(sensitivity, Format(fmt, args));
        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));
        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Warning(sensitivity, Format(fmt, args));
        public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));
        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Error(sensitivity, Format(fmt, args));

        public override void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            Trace(MessageSensitivity.None, $"Channel finished. Elapsed {Stopwatch.GetElapsedTime(_start):c}.");
        }

        private static string Format(string fmt, object[] args) => string.Format(CultureInfo.InvariantCulture, fmt, args);
    }

    private sealed class ProgressChannel(string source, EnvironmentState state) : IProgressChannel
    {
        private ProgressHeader _header = new();

        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => _header = header;

        public void Checkpoint(params double?[] values)
        {
            IEnumerable<string> names = _header.MetricNames.Concat(_header.UnitNames);
            string text = string.Join(", ", names.Zip(values, (figure, value) => $"{figure} {value?.ToString("G6", CultureInfo.InvariantCulture) ?? "-"}"));
            state.Listener?.Invoke(new(ChannelMessageKind.Trace, MessageSensitivity.None, text), source);
        }

        public IProgressChannel StartProgressChannel(string name) => new ProgressChannel($"{source}; {name}", state);

        public void Dispose() { }
    }
}

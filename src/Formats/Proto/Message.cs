using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MlNetDeepLearning.Formats;

/// <summary>
/// A protocol-buffers message of a network file. The fields that this project needs are spelled out in the derived classes; others are
/// skipped when read. A message must not be changed after it was written, because it remembers its size.
/// </summary>
public abstract class Message : IMessage
{
    private int _size = -1;

    /// <summary>Not available: the messages are not described to the protocol-buffers library.</summary>
    MessageDescriptor IMessage.Descriptor => throw new NotSupportedException("These messages have no descriptor.");

    /// <inheritdoc/>
    public void MergeFrom(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            if (!ReadField(input, WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))) input.SkipLastField();
    }

    /// <inheritdoc/>
    public abstract void WriteTo(CodedOutputStream output);

    /// <inheritdoc/>
    public int CalculateSize()
    {
        if (_size >= 0) return _size;
        using var counter = new CountingStream();
        using (var output = new CodedOutputStream(counter, leaveOpen: true)) WriteTo(output);
        return _size = checked((int)counter.Length);
    }

    /// <summary>Reads the field whose tag was just read; false when it is not one of this message's.</summary>
    protected abstract bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire);

    /// <summary>Reads a nested message.</summary>
    protected static T Read<T>(CodedInputStream input) where T : Message, new()
    {
        var message = new T();
        input.ReadMessage(message);
        return message;
    }

    /// <summary>Reads one number or a packed run of numbers.</summary>
    protected static void ReadNumbers<T>(CodedInputStream input, WireFormat.WireType wire, List<T> numbers, Func<CodedInputStream, T> read)
    {
        if (wire != WireFormat.WireType.LengthDelimited)
        {
            numbers.Add(read(input));
            return;
        }
        var packed = new CodedInputStream(input.ReadBytes().ToByteArray());
        while (!packed.IsAtEnd) numbers.Add(read(packed));
    }

    /// <summary>Writes text unless it is empty.</summary>
    protected static void Write(CodedOutputStream output, int field, string text)
    {
        if (text.Length == 0) return;
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    /// <summary>Writes a name; an empty one stands for something left out.</summary>
    protected static void WriteName(CodedOutputStream output, int field, string name)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(name);
    }

    /// <summary>Writes an integer.</summary>
    protected static void Write(CodedOutputStream output, int field, long number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(number);
    }

    /// <summary>Writes bytes.</summary>
    protected static void Write(CodedOutputStream output, int field, ByteString bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(bytes);
    }

    /// <summary>Writes a nested message unless it is null.</summary>
    protected static void Write(CodedOutputStream output, int field, Message? message)
    {
        if (message is null) return;
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteMessage(message);
    }

    /// <summary>Writes nested messages one after another.</summary>
    protected static void Write(CodedOutputStream output, int field, IEnumerable<Message> messages)
    {
        foreach (Message message in messages) Write(output, field, message);
    }

    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;
    }
}

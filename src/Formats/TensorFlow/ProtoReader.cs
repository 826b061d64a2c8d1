using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Reads messages from bytes.</summary>
internal static class ProtoReader
{
    // Deeper nesting than any real file has.
    private const int MaxDepth = 64;

    /// <summary>Fills a message from bytes.</summary>
    /// <exception cref="TensorFlowFormatException">The bytes are no such message.</exception>
    public static void Merge(Message message, byte[] bytes, string what)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using CodedInputStream input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, MaxDepth);
        try
        {
            ((IMessage)message).MergeFrom(input);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or OverflowException or ArgumentException or OutOfMemoryException)
        {
            throw new TensorFlowFormatException($"{what} is something else, or damaged near byte {input.Position} of {bytes.Length}: {e.Message}", e);
        }
    }
}

using Google.Protobuf;

namespace MlNetDeepLearning.Formats;

/// <summary>A key with a text, as files have them in lists and maps.</summary>
public sealed class TextEntry : Message
{
    /// <summary>The key.</summary>
    public string Key { get; set; } = "";

    /// <summary>The text.</summary>
    public string Value { get; set; } = "";

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Key);
        Write(output, 2, Value);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Key = input.ReadString(); return true;
            case 2: Value = input.ReadString(); return true;
            default: return false;
        }
    }
}

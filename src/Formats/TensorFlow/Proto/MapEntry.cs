using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>An entry of a map in a file: a key and a message.</summary>
internal sealed class MapEntry<T> : Message where T : Message, new()
{
    public string Key { get; set; } = "";

    public T Value { get; set; } = new();

    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Key);
        Write(output, 2, Value);
    }

    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Key = input.ReadString(); return true;
            case 2: Value = Read<T>(input); return true;
            default: return false;
        }
    }
}

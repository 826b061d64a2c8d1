using Google.Protobuf;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>The value of a node's attribute: one of its fields.</summary>
public sealed class AttrValue : Message
{
    /// <summary>Bytes, mostly text.</summary>
    public ByteString? Text { get; set; }

    /// <summary>An integer.</summary>
    public long? Int { get; set; }

    /// <summary>A number.</summary>
    public float? Float { get; set; }

    /// <summary>A truth value.</summary>
    public bool? Flag { get; set; }

    /// <summary>An element type.</summary>
    public DataType? Type { get; set; }

    /// <summary>Dimensions.</summary>
    public TensorShapeProto? Shape { get; set; }

    /// <summary>A tensor.</summary>
    public TensorProto? Tensor { get; set; }

    /// <summary>The name of a function.</summary>
    public string? Function { get; set; }

    /// <summary>Several values.</summary>
    public AttrList? List { get; set; }

    /// <summary>A text as an attribute.</summary>
    public static implicit operator AttrValue(string text) => new() { Text = ByteString.CopyFromUtf8(text) };

    /// <summary>An integer as an attribute.</summary>
    public static implicit operator AttrValue(long number) => new() { Int = number };

    /// <summary>A number as an attribute.</summary>
    public static implicit operator AttrValue(float number) => new() { Float = number };

    /// <summary>A truth value as an attribute.</summary>
    public static implicit operator AttrValue(bool flag) => new() { Flag = flag };

    /// <summary>An element type as an attribute.</summary>
    public static implicit operator AttrValue(DataType type) => new() { Type = type };

    /// <summary>A tensor as an attribute.</summary>
    public static implicit operator AttrValue(Tensor tensor) => new() { Tensor = TensorProto.Of(tensor) };

    /// <summary>Dimensions as an attribute.</summary>
    public static implicit operator AttrValue(TensorShapeProto shape) => new() { Shape = shape };

    /// <summary>Integers as an attribute.</summary>
    public static implicit operator AttrValue(long[] numbers)
    {
        var list = new AttrList();
        list.Ints.AddRange(numbers);
        return new AttrValue { List = list };
    }

    /// <summary>A function's name as an attribute.</summary>
    public static AttrValue OfFunction(string name) => new() { Function = name };

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, List);
        if (Text is not null) Write(output, 2, Text);
        if (Int is { } number) Write(output, 3, number);
        if (Float is { } real)
        {
            output.WriteTag(4, WireFormat.WireType.Fixed32);
            output.WriteFloat(real);
        }
        if (Flag is { } flag) Write(output, 5, flag ? 1 : 0);
        if (Type is { } type) Write(output, 6, (long)type);
        Write(output, 7, Shape);
        Write(output, 8, Tensor);
        if (Function is not null) Write(output, 10, new FunctionName { Name = Function });
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: List = Read<AttrList>(input); return true;
            case 2: Text = input.ReadBytes(); return true;
            case 3: Int = input.ReadInt64(); return true;
            case 4: Float = input.ReadFloat(); return true;
            case 5: Flag = input.ReadBool(); return true;
            case 6: Type = (DataType)input.ReadInt32(); return true;
            case 7: Shape = Read<TensorShapeProto>(input); return true;
            case 8: Tensor = Read<TensorProto>(input); return true;
            case 10: Function = Read<FunctionName>(input).Name; return true;
            default: return false;
        }
    }
}

/// <summary>Several values of one kind as a node's attribute.</summary>
public sealed class AttrList : Message
{
    /// <summary>Texts.</summary>
    public List<ByteString> Strings { get; } = [];

    /// <summary>Integers.</summary>
    public List<long> Ints { get; } = [];

    /// <summary>Numbers.</summary>
    public List<float> Floats { get; } = [];

    /// <summary>Element types.</summary>
    public List<DataType> Types { get; } = [];

    /// <summary>Dimensions.</summary>
    public List<TensorShapeProto> Shapes { get; } = [];

    /// <summary>Names of functions.</summary>
    public List<string> Functions { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        foreach (ByteString text in Strings) Write(output, 2, text);
        foreach (long number in Ints) Write(output, 3, number);
        foreach (float number in Floats)
        {
            output.WriteTag(4, WireFormat.WireType.Fixed32);
            output.WriteFloat(number);
        }
        foreach (DataType type in Types) Write(output, 6, (long)type);
        Write(output, 7, Shapes);
        Write(output, 9, Functions.Select(f => new FunctionName { Name = f }));
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 2: Strings.Add(input.ReadBytes()); return true;
            case 3: ReadNumbers(input, wire, Ints, i => i.ReadInt64()); return true;
            case 4: ReadNumbers(input, wire, Floats, i => i.ReadFloat()); return true;
            case 6: ReadNumbers(input, wire, Types, i => (DataType)i.ReadInt32()); return true;
            case 7: Shapes.Add(Read<TensorShapeProto>(input)); return true;
            case 9: Functions.Add(Read<FunctionName>(input).Name); return true;
            default: return false;
        }
    }
}

/// <summary>A function's name in a file; what it says of the function's own attributes, the function's nodes say as well.</summary>
internal sealed class FunctionName : Message
{
    public string Name { get; set; } = "";

    public override void WriteTo(CodedOutputStream output) => Write(output, 1, Name);

    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        if (field != 1) return false;
        Name = input.ReadString();
        return true;
    }
}

using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Writes and reads single values of a type.</summary>
internal abstract class BinaryItems<T>
{
    public static BinaryItems<T> Instance { get; } = (BinaryItems<T>)Create();

    public abstract void Write(BinaryWriter writer, ReadOnlySpan<T> values);

    /// <summary>Reads values from the front of <paramref name="bytes"/>.</summary>
    public abstract void Read(ref ReadOnlySpan<byte> bytes, scoped Span<T> values);

    /// <summary>The least number of bytes that a value takes.</summary>
    public abstract int LeastLength { get; }

    private static object Create()
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>)) return new BinaryTexts();
        if (typeof(T) == typeof(bool)) return new BinaryTruths();
        if (typeof(T) == typeof(DateTime)) return new BinaryTicks<DateTime>(value => value.ToBinary(), DateTime.FromBinary);
        if (typeof(T) == typeof(TimeSpan)) return new BinaryTicks<TimeSpan>(value => value.Ticks, TimeSpan.FromTicks);
        if (typeof(T) == typeof(DateTimeOffset)) return new BinaryOffsets();
        if (typeof(T) == typeof(float)) return new BinaryNumbers<float>();
        if (typeof(T) == typeof(double)) return new BinaryNumbers<double>();
        if (typeof(T) == typeof(sbyte)) return new BinaryNumbers<sbyte>();
        if (typeof(T) == typeof(byte)) return new BinaryNumbers<byte>();
        if (typeof(T) == typeof(short)) return new BinaryNumbers<short>();
        if (typeof(T) == typeof(ushort)) return new BinaryNumbers<ushort>();
        if (typeof(T) == typeof(int)) return new BinaryNumbers<int>();
        if (typeof(T) == typeof(uint)) return new BinaryNumbers<uint>();
        if (typeof(T) == typeof(long)) return new BinaryNumbers<long>();
        if (typeof(T) == typeof(ulong)) return new BinaryNumbers<ulong>();
        if (typeof(T) == typeof(DataViewRowId)) return new BinaryNumbers<DataViewRowId>();
        throw new InvalidOperationException($"Values of type {typeof(T)} cannot be saved as binary data.");
    }
}

internal sealed class BinaryNumbers<T> : BinaryItems<T> where T : unmanaged
{
    public override int LeastLength => Marshal.SizeOf<T>();

    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => writer.Write(MemoryMarshal.AsBytes(values));

    public override void Read(ref ReadOnlySpan<byte> bytes, scoped Span<T> values)
    {
        Span<byte> target = MemoryMarshal.AsBytes(values);
        bytes[..target.Length].CopyTo(target);
        bytes = bytes[target.Length..];
    }
}

internal sealed class BinaryTruths : BinaryItems<bool>
{
    public override int LeastLength => 1;

    public override void Write(BinaryWriter writer, ReadOnlySpan<bool> values)
    {
        foreach (bool value in values) writer.Write(value);
    }

    public override void Read(ref ReadOnlySpan<byte> bytes, scoped Span<bool> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = bytes[i] != 0;
        bytes = bytes[values.Length..];
    }
}

internal sealed class BinaryTicks<T>(Func<T, long> write, Func<long, T> read) : BinaryItems<T>
{
    public override int LeastLength => sizeof(long);

    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values)
    {
        foreach (T value in values) writer.Write(write(value));
    }

    public override void Read(ref ReadOnlySpan<byte> bytes, scoped Span<T> values)
    {
        foreach (ref T value in values)
        {
            value = read(BitConverter.ToInt64(bytes));
            bytes = bytes[sizeof(long)..];
        }
    }
}

internal sealed class BinaryOffsets : BinaryItems<DateTimeOffset>
{
    public override int LeastLength => sizeof(long) + sizeof(short);

    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTimeOffset> values)
    {
        foreach (DateTimeOffset value in values)
        {
            writer.Write(value.Ticks);
            writer.Write((short)value.Offset.TotalMinutes);
        }
    }

    public override void Read(ref ReadOnlySpan<byte> bytes, scoped Span<DateTimeOffset> values)
    {
        foreach (ref DateTimeOffset value in values)
        {
            value = new DateTimeOffset(BitConverter.ToInt64(bytes), TimeSpan.FromMinutes(BitConverter.ToInt16(bytes[sizeof(long)..])));
            bytes = bytes[LeastLength..];
        }
    }
}

internal sealed class BinaryTexts : BinaryItems<ReadOnlyMemory<char>>
{
    public override int LeastLength => sizeof(int);

    public override void Write(BinaryWriter writer, ReadOnlySpan<ReadOnlyMemory<char>> values)
    {
        // UTF-16 as it is: a text may hold halves of surrogate pairs, which UTF-8 would lose.
        foreach (ReadOnlyMemory<char> value in values)
        {
            bool ascii = Ascii.IsValid(value.Span);
            writer.Write(ascii ? value.Length : ~value.Length);
            if (!ascii) writer.Write(MemoryMarshal.AsBytes(value.Span));
            else
                foreach (char character in value.Span) writer.Write((byte)character);
        }
    }

    public override void Read(ref ReadOnlySpan<byte> bytes, scoped Span<ReadOnlyMemory<char>> values)
    {
        foreach (ref ReadOnlyMemory<char> value in values)
        {
            int length = BitConverter.ToInt32(bytes);
            bytes = bytes[sizeof(int)..];
            int byteCount = length >= 0 ? length : checked(~length * sizeof(char));
            value = (length >= 0 ? Encoding.Latin1.GetString(bytes[..byteCount]) : new string(MemoryMarshal.Cast<byte, char>(bytes[..byteCount]))).AsMemory();
            bytes = bytes[byteCount..];
        }
    }
}

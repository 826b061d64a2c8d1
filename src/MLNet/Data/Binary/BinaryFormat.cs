using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Model;

namespace Microsoft.ML.Data;

/// <summary>
/// The binary form of data: <c>MLNETDL\x1a</c>, the version, the schema as JSON, then blocks of rows column by column, and a block of no rows with their
/// number at the end. Numbers are little-endian. It is written and read in one pass, block by block.
/// </summary>
internal static class BinaryFormat
{
    public const int Version = 1;
    public const int MaxSchemaLength = 64 * 1024 * 1024;
    public const int MaxBlockLength = 1024 * 1024 * 1024;
    public const int RowsPerBlock = 4096;
    public const int BytesPerBlock = 4 * 1024 * 1024;

    public static ReadOnlySpan<byte> Magic => "MLNETDL\x1a"u8;

    public static void Save(IDataView data, IReadOnlyList<DataViewSchema.Column> columns, Stream stream)
    {
        DataViewSchema.Builder kept = new();
        kept.AddColumns(columns);
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        byte[] schema = Encoding.UTF8.GetBytes(SchemaFormat.Write(kept.ToSchema(), keepHidden: true).ToJsonString());
        writer.Write(schema.Length);
        writer.Write(schema);
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        BinaryColumnWriter[] parts = [.. columns.Select(column => column.Type.Raw.Accept(new BinaryColumnWriter.Maker(cursor, column)))];
        long total = 0;
        int rows = 0;
        while (cursor.MoveNext())
        {
            foreach (BinaryColumnWriter part in parts) part.Append();
            total++;
            if (++rows == RowsPerBlock || parts.Sum(part => part.Length) >= BytesPerBlock) Flush(writer, parts, ref rows);
        }
        if (rows > 0) Flush(writer, parts, ref rows);
        writer.Write(0);
        writer.Write(total);
    }

    public static DataViewSchema ReadHeader(Stream stream, string file)
    {
        Span<byte> start = stackalloc byte[16];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..8].SequenceEqual(Magic))
            throw new FormatException(start[..4].SequenceEqual("CML\0"u8)
                ? $"{file} is binary data of the official ML.NET packages; this runtime reads what it saved itself. Save it again as text with them."
                : $"{file} is no binary data file of this library.");
        int version = BitConverter.ToInt32(start[8..]), length = BitConverter.ToInt32(start[12..]);
        if (version > Version) throw new FormatException($"{file} was saved by a newer version of this library (data format {version}; this version reads up to {Version}). Update the library to open it.");
        if (version < 1 || length is < 2 or > MaxSchemaLength) throw new FormatException($"{file}: its header is damaged.");
        byte[] schema = ReadBytes(stream, length, file);
        try
        {
            return SchemaFormat.Read(JsonNode.Parse(Encoding.UTF8.GetString(schema), documentOptions: new() { MaxDepth = 64 }));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new FormatException($"{file}: its schema is damaged: {error.Message}", error);
        }
    }

    /// <summary>Reads that many bytes; memory grows with what is there, not with what the file says.</summary>
    public static byte[] ReadBytes(Stream stream, int length, string file)
    {
        const int Step = 1024 * 1024;
        byte[] bytes = new byte[Math.Min(length, Step)];
        for (int done = 0; done < length;)
        {
            if (done == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
            int read = stream.Read(bytes, done, bytes.Length - done);
            if (read == 0) throw new FormatException($"{file} is cut off.");
            done += read;
        }
        return bytes;
    }

    public static int ReadInt32(Stream stream, string file) => BitConverter.ToInt32(ReadBytes(stream, sizeof(int), file));

    public static long ReadInt64(Stream stream, string file) => BitConverter.ToInt64(ReadBytes(stream, sizeof(long), file));

    private static void Flush(BinaryWriter writer, BinaryColumnWriter[] parts, ref int rows)
    {
        writer.Write(rows);
        foreach (BinaryColumnWriter part in parts) part.Flush(writer);
        rows = 0;
    }
}

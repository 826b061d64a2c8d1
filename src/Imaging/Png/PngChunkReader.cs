using System.Buffers.Binary;
using System.Text;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Walks the chunks of a PNG file and checks them: a damaged, cut or unknown critical chunk is an error; a damaged ancillary chunk
/// is passed over, as a viewer could do without it. The reader stops at IEND or where the file ends between two chunks.
/// </summary>
internal ref struct PngChunkReader
{
    private const int Overhead = 12;

    private ReadOnlySpan<byte> _rest;

    public PngChunkReader(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        if (!file.StartsWith(signature))
            throw new ImageFormatException("PNG: the signature is damaged, as if the file had been transferred as text");
        _rest = file[signature.Length..];
    }

    public PngHeader ReadHeader()
    {
        if (!Next(out string name, out ReadOnlySpan<byte> content)) throw new ImageFormatException("PNG: the file ends before the header (IHDR)");
        if (name != "IHDR") throw new ImageFormatException($"PNG: the first chunk is {name}; IHDR is expected");
        return PngHeader.Parse(content);
    }

    public bool Next(out string name, out ReadOnlySpan<byte> content)
    {
        while (_rest.Length >= Overhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(_rest);
            ReadOnlySpan<byte> type = _rest.Slice(4, 4);
            if (type.ContainsAnyExcept(Letters)) throw new ImageFormatException("PNG: the chunk structure is damaged; a chunk's name is not four letters");
            name = Encoding.ASCII.GetString(type);
            bool critical = (type[0] & 0x20) == 0;
            if (length > _rest.Length - Overhead)
            {
                if (!critical) break;
                throw new ImageFormatException($"PNG: chunk {name} has {length:N0} bytes, but {_rest.Length - Overhead:N0} follow; the file is truncated");
            }
            content = _rest.Slice(8, (int)length);
            uint stored = BinaryPrimitives.ReadUInt32BigEndian(_rest[(8 + (int)length)..]);
            bool intact = Crc32.Append(0, _rest.Slice(4, 4 + (int)length)) == stored;
            _rest = _rest[(Overhead + (int)length)..];
            if (name == "IEND") break;
            if (critical && !intact) throw new ImageFormatException($"PNG: chunk {name} is damaged; its checksum does not match");
            if (critical && name is not ("IHDR" or "PLTE" or "IDAT"))
                throw new ImageFormatException($"PNG: chunk {name} is not known and is marked as necessary to show the image");
            if (intact) return true;
        }
        name = "";
        content = default;
        _rest = default;
        return false;
    }

    private static readonly System.Buffers.SearchValues<byte> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
}

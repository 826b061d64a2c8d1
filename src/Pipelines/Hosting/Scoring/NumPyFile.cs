using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Reads arrays that NumPy saved (.npy, versions 1 to 3): numbers in C order, little-endian.</summary>
internal static partial class NumPyFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="PipelineException">The file is damaged, or of a kind that is not read.</exception>
    public static Tensor Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || bytes[0] != 0x93 || Encoding.ASCII.GetString(bytes, 1, 5) != "NUMPY") throw new PipelineException($"'{path}' is no NumPy array.");
        int start = bytes[6] == 1 ? 10 : 12;
        long length = bytes[6] == 1 ? BitConverter.ToUInt16(bytes, 8) : BitConverter.ToUInt32(bytes, 8);
        if (start + length > bytes.Length) throw new PipelineException($"'{path}' is truncated.");
        string header = Encoding.UTF8.GetString(bytes, start, (int)length);
        Match kind = Kind().Match(header), shape = ShapeText().Match(header);
        ElementType type = kind.Groups[1].Value switch
        {
            "<f4" => ElementType.Float32,
            "<f8" => ElementType.Float64,
            "<i4" => ElementType.Int32,
            "<i8" => ElementType.Int64,
            "|u1" => ElementType.UInt8,
            "|i1" => ElementType.Int8,
            "|b1" => ElementType.Bool,
            _ => throw new PipelineException($"'{path}' holds '{kind.Groups[1].Value}', which is not read."),
        };
        if (!shape.Success || header.Contains("'fortran_order': True", StringComparison.Ordinal)) throw new PipelineException($"'{path}' is not in C order, or says no shape.");
        int[] dims = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(d => int.Parse(d, CultureInfo.InvariantCulture))];
        ReadOnlySpan<byte> data = bytes.AsSpan(start + (int)length);
        if (data.Length != dims.Aggregate((long)type.Size(), (n, d) => n * d)) throw new PipelineException($"'{path}' does not hold {string.Join('x', dims)} elements.");
        var tensor = new Tensor(type, dims);
        data.CopyTo(MemoryMarshal.AsBytes(tensor.AsBytes()));
        return tensor;
    }

    [GeneratedRegex("'descr':\\s*'([^']*)'")]
    private static partial Regex Kind();

    [GeneratedRegex("'shape':\\s*\\(([0-9, ]*)\\)")]
    private static partial Regex ShapeText();
}

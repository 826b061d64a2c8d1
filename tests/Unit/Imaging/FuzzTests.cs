using System.Buffers.Binary;
using System.Diagnostics;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

/// <summary>Whatever happens to a file, it decodes or throws <see cref="ImageFormatException"/> with a reason, soon.</summary>
public class FuzzTests
{
    private const int Mutations = 5_000;

    [Theory]
    [InlineData("png")]
    [InlineData("png with right checksums")]
    [InlineData("bmp")]
    [InlineData("gif")]
    [InlineData("jpeg")]
    public void MutatedFilesDecodeOrSayWhy(string format)
    {
        byte[][] originals = Originals(format);
        Random random = new(20260711);
        DecodeOptions options = new(MaxPixels: 1_000_000);
        int decoded = 0, refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] file = Mutate(originals[i % originals.Length], originals, random);
            if (format == "png with right checksums") RepairChecksums(file);
            if (format == "jpeg" && i % 4 == 0) ChangeSegmentLength(file, random);
            long start = Stopwatch.GetTimestamp();
            try
            {
                Image image = Image.Decode(file, options);
                Assert.Equal(image.Width * image.Height * image.Channels, image.Pixels.Length);
                ImageInfo info = Image.Identify(file, options);
                Assert.Equal((image.Width, image.Height), (info.Width, info.Height));
                decoded++;
            }
            catch (ImageFormatException error)
            {
                Assert.False(string.IsNullOrWhiteSpace(error.Reason));
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"mutation {i} of {format}: {error.GetType().Name} instead of ImageFormatException: {error}");
            }
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Assert.True(seconds < 10, $"mutation {i} of {format} took {seconds:F1} s");
        }
        // The mutations are worth something only if they hit what is behind the header as well.
        Assert.True(refused > Mutations / 100, $"{format}: only {refused} of {Mutations} were refused");
        if (format != "png") Assert.True(decoded > Mutations / 100, $"{format}: only {decoded} of {Mutations} were decoded");
    }

    private static byte[][] Originals(string format) => format switch
    {
        "bmp" => Files(BmpSamples.All),
        "gif" => Files(GifSamples.All),
        "jpeg" =>
        [
            .. JpegSamples.Colored.Append("Gray").Append("Arithmetic").Select(JpegSamples.File),
            JpegSamples.WithOrientation(JpegSamples.File("Baseline422"), 6, littleEndian: true),
        ],
        _ => Files(PngSamples.All),
    };

    private static byte[][] Files(TheoryData<string, PixelFormat, int, int, string, string> samples) =>
        [.. samples.Select(row => Convert.FromBase64String((string)row[5]))];

    private static byte[] Mutate(byte[] original, byte[][] others, Random random)
    {
        List<byte> file = [.. original];
        for (int changes = random.Next(1, 6); changes > 0 && file.Count > 0; changes--)
        {
            // Half of the changes strike the headers, where there is most to get wrong.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(file.Count, 64) : file.Count);
            switch (random.Next(8))
            {
                case 0: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: file[at] = (byte)random.Next(256); break;
                case 2: file[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0; break;
                case 3: file[at] += (byte)random.Next(-2, 3); break;
                case 4: file.RemoveRange(at, Math.Min(random.Next(1, 9), file.Count - at)); break;
                case 5: file.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256))); break;
                case 6 when random.Next(4) == 0: file.RemoveRange(at, file.Count - at); break;
                case 7:
                    byte[] other = others[random.Next(others.Length)];
                    int from = random.Next(other.Length), count = Math.Min(random.Next(1, 33), other.Length - from);
                    file.InsertRange(at, other.AsSpan(from, count).ToArray());
                    break;
            }
        }
        return [.. file];
    }

    private static void ChangeSegmentLength(byte[] file, Random random)
    {
        int marker = Array.IndexOf(file, (byte)0xFF, random.Next(file.Length + 1));
        if (marker >= 0 && marker + 3 < file.Length) file[marker + random.Next(2, 4)] = (byte)random.Next(256);
    }

    private static void RepairChecksums(byte[] file)
    {
        for (int at = 8; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) return;
            uint crc = uint.MaxValue;
            foreach (byte value in file.AsSpan(at + 4, (int)length + 4))
            {
                crc ^= value;
                for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), ~crc);
            at += 12 + (int)length;
        }
    }
}

using System.Globalization;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>Random damage to files.</summary>
internal static class Mutations
{
    /// <summary>How many are tried: what the environment variable <c>MLNETDL_MUTATIONS</c> says, or as many as usual.</summary>
    public static int Rounds(int usual) => int.TryParse(Environment.GetEnvironmentVariable("MLNETDL_MUTATIONS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : usual;

    /// <summary>Changes, inserts, removes or repeats some bytes.</summary>
    /// <param name="bytes">The file; not empty.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="telling">Bytes that mean something in such a file.</param>
    public static void Edit(List<byte> bytes, Random random, ReadOnlySpan<byte> telling)
    {
        int place = random.Next(bytes.Count);
        switch (random.Next(4))
        {
            case 0: bytes[place] = (byte)random.Next(256); break;
            case 1: bytes.Insert(place, telling[random.Next(telling.Length)]); break;
            case 2: bytes.RemoveRange(place, Math.Min(random.Next(1, 5), bytes.Count - place)); break;
            default: bytes.InsertRange(random.Next(bytes.Count), bytes[..place]); break;
        }
    }
}

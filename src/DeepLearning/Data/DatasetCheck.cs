using System.Collections.Concurrent;
using System.Security.Cryptography;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>A picture that cannot be read, and why.</summary>
public sealed record UnreadableImage(ImageSample Sample, string Reason);

/// <summary>What a look over a whole data set finds before hours are spent on it.</summary>
/// <param name="Counts">The pictures of each class: label, training, validation, test.</param>
/// <param name="Unreadable">The pictures that cannot be decoded.</param>
/// <param name="Duplicates">Test pictures whose content also stands among the training or validation pictures.</param>
/// <param name="AllGrey">True when no picture has colour.</param>
/// <param name="Sizes">The smallest and the largest width and height.</param>
public sealed record DatasetCheck(
    IReadOnlyList<(string Label, int Train, int Validation, int Test)> Counts,
    IReadOnlyList<UnreadableImage> Unreadable,
    IReadOnlyList<(ImageSample Test, ImageSample Train)> Duplicates,
    bool AllGrey,
    (int MinWidth, int MaxWidth, int MinHeight, int MaxHeight) Sizes)
{
    /// <summary>Decodes every picture (in parallel) and compares contents.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="progress">Called now and then with the number of pictures looked at.</param>
    /// <param name="cancellation">Stops the look.</param>
    public static DatasetCheck Run(ImageDataset dataset, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ImageSample[] all = [.. dataset.All];
        var unreadable = new ConcurrentBag<UnreadableImage>();
        var hashes = new Hash[all.Length];
        var sizes = new (int Width, int Height)[all.Length];
        int coloured = 0, done = 0;
        Parallel.For(0, all.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                Image image = all[i].Load();
                sizes[i] = (image.Width, image.Height);
                hashes[i] = Hash.Of(all[i].Content());
                if (Volatile.Read(ref coloured) == 0 && HasColour(image)) Volatile.Write(ref coloured, 1);
            }
            catch (ImageFormatException e)
            {
                unreadable.Add(new UnreadableImage(all[i], e.Reason));
            }
            int count = Interlocked.Increment(ref done);
            if (count % 256 == 0) progress?.Invoke(count);
        });

        Dictionary<Hash, ImageSample> known = [];
        List<(ImageSample, ImageSample)> duplicates = [];
        int firstTest = dataset.Train.Count + dataset.Validation.Count;
        for (int i = 0; i < all.Length; i++)
        {
            if (sizes[i].Width == 0) continue;
            if (i < firstTest) known.TryAdd(hashes[i], all[i]);
            else if (known.TryGetValue(hashes[i], out ImageSample? twin)) duplicates.Add((all[i], twin));
        }
        (int Width, int Height)[] readable = [.. sizes.Where(s => s.Width > 0)];
        return new DatasetCheck(
            [.. dataset.Labels.Select(l => (l, Count(dataset.Train, l), Count(dataset.Validation, l), Count(dataset.Test, l)))],
            [.. unreadable.OrderBy(u => u.Sample.Name, StringComparer.Ordinal)],
            duplicates,
            coloured == 0,
            readable.Length == 0 ? default : (readable.Min(s => s.Width), readable.Max(s => s.Width), readable.Min(s => s.Height), readable.Max(s => s.Height)));
    }

    /// <summary>What speaks against training on the data set; empty when nothing does. Unreadable pictures are not among it: the caller decides about them.</summary>
    /// <param name="minimumPerClass">The fewest training pictures a class may have.</param>
    public IReadOnlyList<string> Problems(int minimumPerClass = 2)
    {
        List<string> problems = [];
        if (Counts.Count == 1) problems.Add($"There is only one class ('{Counts[0].Label}'); a classifier needs two at least.");
        foreach ((string label, int train, _, int test) in Counts)
        {
            if (train == 0) problems.Add($"Class '{label}' has no training pictures{(test > 0 ? $", but {test} for the test" : "")}.");
            else if (train < minimumPerClass) problems.Add($"Class '{label}' has {train} training picture{(train == 1 ? "" : "s")}; at least {minimumPerClass} are needed.");
        }
        return problems;
    }

    private static int Count(IReadOnlyList<ImageSample> samples, string label) => samples.Count(s => s.Label == label);

    private static bool HasColour(Image image)
    {
        if (image.Format == PixelFormat.Gray8) return false;
        int channels = image.Channels;
        for (int i = 0; i + 2 < image.Pixels.Length; i += channels)
            if (Math.Abs(image.Pixels[i] - image.Pixels[i + 1]) > 8 || Math.Abs(image.Pixels[i] - image.Pixels[i + 2]) > 8) return true;
        return false;
    }

    private readonly record struct Hash(UInt128 Value)
    {
        public static Hash Of(ReadOnlySpan<byte> content)
        {
            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData(content, digest);
            return new Hash(System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest));
        }
    }
}

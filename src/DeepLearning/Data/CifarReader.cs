namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Reads the binary files of CIFAR-10 (data_batch_1.bin …, test_batch.bin) and CIFAR-100 (train.bin, test.bin): records of one or two label
/// bytes and 32x32 pixels, plane after plane. The class names are in the text file that comes with them.
/// </summary>
internal static class CifarReader
{
    private const int Pixels = 32 * 32 * 3;

    public static Collected? TryRead(string folder, string[] files)
    {
        bool hundred = files.Any(f => Path.GetFileName(f) == "train.bin");
        string[] batches = [.. files.Where(f => Path.GetFileName(f) is var n && n.EndsWith(".bin", StringComparison.Ordinal)
            && (n.StartsWith("data_batch", StringComparison.Ordinal) || n is "test_batch.bin" or "train.bin" or "test.bin"))];
        if (batches.Length == 0) return null;
        string namesFile = Path.Combine(folder, hundred ? "fine_label_names.txt" : "batches.meta.txt");
        string[] names = File.Exists(namesFile) ? [.. File.ReadLines(namesFile).Select(l => l.Trim()).Where(l => l.Length > 0)] : [];
        var found = new Collected(hundred ? "CIFAR-100 files" : "CIFAR-10 files");
        foreach (string file in batches)
        {
            byte[] data = File.ReadAllBytes(file);
            int labelBytes = hundred ? 2 : 1, record = labelBytes + Pixels;
            if (data.Length == 0 || data.Length % record != 0)
                throw new DatasetException($"'{file}' has {data.Length:N0} bytes, which is no multiple of the {record:N0} bytes of a picture: it is cut short or no CIFAR file.");
            Split split = Path.GetFileName(file).StartsWith("test", StringComparison.Ordinal) ? Split.Test : Split.Train;
            for (int i = 0; i < data.Length / record; i++)
            {
                int label = data[i * record + labelBytes - 1];
                found[split].Add(new PackedSample($"{file}#{i}", label < names.Length ? names[label] : label.ToString(), data, i * record + labelBytes, 32, 32, 3));
            }
        }
        return found;
    }
}

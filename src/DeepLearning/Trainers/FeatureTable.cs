namespace MlNetDeepLearning.DeepLearning;

/// <summary>The features of samples by their numbers.</summary>
internal interface IFeatureRows
{
    /// <summary>The number of features of a sample.</summary>
    int Size { get; }

    /// <summary>The number of samples.</summary>
    int Count { get; }

    /// <summary>Writes a sample's features; called from several threads at once.</summary>
    void Read(int sample, Span<float> target);
}

/// <summary>
/// The features of all samples in memory. Pictures come as numbers of which there are at most 256 different ones (scaled bytes); as long
/// as that holds, a byte is kept for each, and a table that gives the very same numbers back.
/// </summary>
internal sealed class FeatureTable(int size) : IFeatureRows
{
    private readonly List<byte[]> _bytes = [];
    private readonly List<float[]> _floats = [];
    private readonly float[] _table = new float[256];
    private readonly bool[] _known = new bool[256];
    private bool _packed = true;

    /// <summary>The number of features of a sample.</summary>
    public int Size => size;

    /// <summary>The number of samples.</summary>
    public int Count => _packed ? _bytes.Count : _floats.Count;

    /// <summary>Adds a sample.</summary>
    public void Add(ReadOnlySpan<float> features)
    {
        if (_packed)
        {
            var bytes = new byte[size];
            if (TryPack(features, bytes))
            {
                _bytes.Add(bytes);
                return;
            }
            Unpack();
        }
        _floats.Add(features.ToArray());
    }

    /// <summary>Writes a sample's features.</summary>
    public void Read(int sample, Span<float> target)
    {
        if (!_packed)
        {
            _floats[sample].CopyTo(target);
            return;
        }
        byte[] bytes = _bytes[sample];
        for (int i = 0; i < bytes.Length; i++) target[i] = _table[bytes[i]];
    }

    private bool TryPack(ReadOnlySpan<float> features, byte[] bytes)
    {
        for (int i = 0; i < features.Length; i++)
        {
            float scaled = features[i] <= 1 ? features[i] * 255 : features[i], rounded = MathF.Round(scaled);
            if (!(rounded is >= 0 and <= 255)) return false;
            int index = (int)rounded;
            if (!_known[index])
            {
                _known[index] = true;
                _table[index] = features[i];
            }
            else if (BitConverter.SingleToInt32Bits(_table[index]) != BitConverter.SingleToInt32Bits(features[i])) return false;
            bytes[i] = (byte)index;
        }
        return true;
    }

    private void Unpack()
    {
        foreach (byte[] bytes in _bytes) _floats.Add(Array.ConvertAll(bytes, b => _table[b]));
        _bytes.Clear();
        _packed = false;
    }
}

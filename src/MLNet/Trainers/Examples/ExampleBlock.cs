using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A run of rows: features, labels and weights, close together in memory.</summary>
internal sealed class ExampleBlock(int features, long first)
{
    public const int Capacity = 1024;

    private readonly List<int> _starts = new(Capacity + 1) { 0 };
    private float[] _values = [];
    private int[]? _indices;
    private int _stored;

    /// <summary>The number of the first row, counted over the rows that are used.</summary>
    public long First => first;

    public int Count { get; private set; }

    public float[] Labels { get; } = new float[Capacity];

    public float[] Weights { get; } = new float[Capacity];

    public bool IsFull => Count == Capacity;

    public long Bytes => _values.Length * 4L + (_indices?.Length ?? 0) * 4L + Capacity * 8L;

    public FeatureVector this[int row]
    {
        get
        {
            int start = _starts[row], count = _starts[row + 1] - start;
            return new FeatureVector(_values.AsSpan(start, count), _indices is null || count == features ? default : _indices.AsSpan(start, count), features);
        }
    }

    public void Add(in VBuffer<float> vector, float label, float weight)
    {
        ReadOnlySpan<float> values = vector.GetValues();
        ReadOnlySpan<int> indices = vector.GetIndices();
        if (_stored + values.Length > _values.Length)
        {
            long size = Math.Max(_stored + values.Length, Math.Min(2L * _stored, (long)Capacity * features));
            Array.Resize(ref _values, (int)Math.Clamp(size, 64, Array.MaxLength));
        }
        values.CopyTo(_values.AsSpan(_stored));
        if (!indices.IsEmpty)
        {
            _indices ??= new int[_values.Length];
            if (_indices.Length < _values.Length) Array.Resize(ref _indices, _values.Length);
            indices.CopyTo(_indices.AsSpan(_stored));
        }
        _stored += values.Length;
        _starts.Add(_stored);
        Labels[Count] = label;
        Weights[Count] = weight;
        Count++;
    }

    /// <summary>Gives back the memory that was reserved for rows which did not come.</summary>
    public void Trim()
    {
        if (_values.Length > _stored) Array.Resize(ref _values, _stored);
        if (_indices is not null && _indices.Length > _stored) Array.Resize(ref _indices, _stored);
    }
}

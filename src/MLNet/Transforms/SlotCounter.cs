using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Counts how often slots of a vector are hit, and writes the counts as a vector that is sparse where few are.</summary>
internal sealed class SlotCounter
{
    private int[] _hits = new int[16];
    private int _count;

    public void Clear() => _count = 0;

    public void Add(int slot)
    {
        if (_count == _hits.Length) Array.Resize(ref _hits, 2 * _count);
        _hits[_count++] = slot;
    }

    /// <summary>Writes the counts, each times its slot's weight where there are weights.</summary>
    /// <param name="value">Receives the vector.</param>
    /// <param name="length">The number of slots.</param>
    /// <param name="weights">A weight for each slot.</param>
    /// <param name="once">Whether every hit slot counts 1, however often it was hit.</param>
    public void Write(ref VBuffer<float> value, int length, float[]? weights = null, bool once = false)
    {
        Span<int> hits = _hits.AsSpan(0, _count);
        hits.Sort();
        int distinct = 0;
        for (int i = 0; i < hits.Length; i++)
            if (i == 0 || hits[i] != hits[i - 1]) distinct++;
        if (distinct >= (length + 1) / 2)
        {
            VBufferEditor<float> dense = VBufferEditor.Create(ref value, length);
            dense.Values.Clear();
            foreach (int slot in hits) dense.Values[slot] = once ? 1 : dense.Values[slot] + 1;
            if (weights is not null)
                for (int i = 0; i < length; i++) dense.Values[i] *= weights[i];
            value = dense.Commit();
            return;
        }
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, length, distinct);
        int place = -1;
        for (int i = 0; i < hits.Length; i++)
        {
            if (i == 0 || hits[i] != hits[i - 1])
            {
                editor.Indices[++place] = hits[i];
                editor.Values[place] = 0;
            }
            editor.Values[place] = once ? 1 : editor.Values[place] + 1;
        }
        if (weights is not null)
            for (int i = 0; i < distinct; i++) editor.Values[i] *= weights[editor.Indices[i]];
        value = editor.Commit();
    }
}

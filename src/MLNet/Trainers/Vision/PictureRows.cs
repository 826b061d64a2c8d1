using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Training;

namespace Microsoft.ML.Vision;

/// <summary>
/// The pictures of a data view, and the classes they are of, from 0. The rows are gone through twice: for the labels, and for the pictures, of which only
/// those are in memory that are worked on.
/// </summary>
internal sealed class PictureRows : ISampleSource, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, object> _ahead = [];
    private readonly PictureReader _reader;
    private readonly DataViewSchema.Column _picture;
    private readonly DataViewRowCursor _cursor;
    private readonly PictureBytes _bytes;
    private int _next;

    /// <summary>Reads the labels.</summary>
    /// <exception cref="InvalidOperationException">A row has none.</exception>
    public PictureRows(IDataView data, DataViewSchema.Column label, DataViewSchema.Column picture, PictureReader reader)
    {
        _reader = reader;
        _picture = picture;
        Labels = LabelsOf(data, label);
        _cursor = data.GetRowCursor([picture]);
        _bytes = new PictureBytes(_cursor, picture);
    }

    public IReadOnlyList<int> Labels { get; }

    public int Count => Labels.Count;

    public string NameOf(int index) => $"row {index}, column '{_picture.Name}'";

    // Samples are asked for in about the order of the rows, from several threads; each is asked for once.
    public byte[] Read(int index)
    {
        lock (_lock)
        {
            for (; _next <= index; _next++) _ahead[_next] = _cursor.MoveNext() ? ReadRow() : new InvalidDataException("the data had this row when it was read for the first time, and has it no more");
            _ahead.Remove(index, out object? content);
            return content as byte[] ?? throw new InvalidDataException(((Exception)content!).Message);
        }
    }

    public void Decode(ReadOnlySpan<byte> content, Span<float> target)
    {
        try
        {
            _reader.Read(content, target);
        }
        catch (ImageFormatException e)
        {
            throw new FormatException(e.Reason, e);
        }
    }

    public void Dispose() => _cursor.Dispose();

    private object ReadRow()
    {
        try
        {
            return _bytes.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return e;
        }
    }

    private static List<int> LabelsOf(IDataView data, DataViewSchema.Column column)
    {
        List<int> labels = [];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<uint> get = cursor.GetGetter<uint>(column);
        uint key = 0;
        while (cursor.MoveNext())
        {
            get(ref key);
            if (key == 0) throw new InvalidOperationException($"Row {cursor.Position}: column '{column.Name}' has no label. Leave out rows without one.");
            labels.Add((int)key - 1);
        }
        return labels;
    }
}

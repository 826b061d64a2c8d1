using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of files in the format of SVM-light.</summary>
internal sealed class SvmLightDataView(SvmLightLoader loader, IMultiStreamSource source) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => loader.GetOutputSchema();

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(loader, source, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(SvmLightLoader loader, IMultiStreamSource source, bool[] active) : DataViewRowCursor
    {
        private readonly SvmLightLines _lines = new(source);
        private readonly SvmLightRow _row = new(loader.Features);
        private long _position = -1;
        private bool _ended;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => loader.GetOutputSchema();

        public override bool MoveNext()
        {
            if (_ended) return false;
            if (_lines.MoveTo(_row))
            {
                _position++;
                return true;
            }
            _ended = true;
            if (_row.LeftOut > 0) Report();
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(active, column);
            return Getters.As<TValue>(column.Index switch
            {
                0 => (ValueGetter<float>)((ref float value) => value = Current.Label),
                1 => (ValueGetter<float>)((ref float value) => value = Current.Weight),
                2 => (ValueGetter<ulong>)((ref ulong value) => value = Current.Group),
                3 => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = Current.Comment.AsMemory()),
                _ => (ValueGetter<VBuffer<float>>)ReadFeatures,
            }, column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        private SvmLightRow Current => _position >= 0 ? _row : throw new InvalidOperationException("The cursor stands before the first row: call MoveNext first.");

        private void ReadFeatures(ref VBuffer<float> value)
        {
            SvmLightRow row = Current;
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, loader.Features.Count, row.Values.Length);
            row.Values.CopyTo(editor.Values);
            if (!editor.Indices.IsEmpty) row.Indices.CopyTo(editor.Indices);
            value = editor.Commit();
        }

        private void Report()
        {
            using IChannel channel = loader.Environment.Register("SvmLightLoader").Start("ParseStats");
            channel.Info(MessageSensitivity.None, "Processed {0} rows; {1} values were left out, whose features are not among the {2} of the vector.",
                _position + 1, _row.LeftOut, loader.Features.Count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _lines.Dispose();
            base.Dispose(disposing);
        }
    }
}

using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Writes data in the format of SVM-light: a line a row, without the values that are 0.</summary>
internal sealed class SvmLightSaving(IDataView data, bool zeroBased, bool binaryLabel)
{
    private readonly StringBuilder _line = new();
    private readonly List<DataViewSchema.Column> _columns = [];

    public void Save(IHostEnvironment environment, Stream stream, string label, string features, string? group, string? weight)
    {
        DataViewSchema.Column labels = Column(label, "label", "a number, a truth value or a key", type => type is NumberDataViewType or BooleanDataViewType or KeyDataViewType);
        DataViewSchema.Column vectors = Column(features, "feature", "a vector of Single", type => type is VectorDataViewType vector && vector.ItemType.Equals(NumberDataViewType.Single));
        DataViewSchema.Column? groups = group is null ? null : Column(group, "row group", "a key", type => type is KeyDataViewType);
        DataViewSchema.Column? weights = weight is null ? null : Column(weight, "example weight", "Single", type => type.Equals(NumberDataViewType.Single));

        using IChannel channel = environment.Register("SvmLightSaver").Start("Saving");
        using StreamWriter writer = new(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
        using DataViewRowCursor cursor = data.GetRowCursor(_columns);
        Func<float> getLabel = EvaluationColumns.Label(cursor, labels);
        ValueGetter<VBuffer<float>> getVector = cursor.GetGetter<VBuffer<float>>(vectors);
        ValueGetter<ulong>? getGroup = groups is { } keys ? (ValueGetter<ulong>)KeyReader.Getter(cursor, keys, static key => key) : null;
        Func<float>? getWeight = weights is { } numbers ? EvaluationColumns.Score(cursor, numbers) : null;
        VBuffer<float> vector = default;
        ulong key = 0;
        long rows = 0;
        while (cursor.MoveNext())
        {
            _line.Clear();
            Append(binaryLabel ? Sign(getLabel()) : getLabel());
            getGroup?.Invoke(ref key);
            if (key > 0) _line.Append(" qid:").Append(key - 1);
            if (getWeight is not null) Append(getWeight(), " cost:");
            getVector(ref vector);
            foreach ((int place, float value) in vector.Items())
                if (value != 0) Append(value, $" {place + (zeroBased ? 0L : 1L)}:");
            writer.WriteLine(_line);
            rows++;
        }
        channel.Info(MessageSensitivity.None, "Wrote {0} rows", rows);
    }

    private DataViewSchema.Column Column(string name, string role, string expected, Func<DataViewType, bool> fits)
    {
        DataViewSchema.Column column = EvaluationColumns.Get(data, name, role);
        if (!fits(column.Type)) throw EvaluationColumns.Mismatch(role, column, expected);
        _columns.Add(column);
        return column;
    }

    private void Append(float value, string before = "") => _line.Append(before).Append(value.ToString("R", CultureInfo.InvariantCulture));

    private static float Sign(float label) => float.IsNaN(label) ? 0 : label > 0 ? 1 : -1;
}

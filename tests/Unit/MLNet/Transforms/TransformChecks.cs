using System.Collections;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>
/// What holds for every transform: it gives the columns that its estimator announced; it does the same, bit for bit, when it is read again, on
/// single rows, and after it was saved and loaded.
/// </summary>
internal static class TransformChecks
{
    public static IDataView Run(MLContext ml, IEstimator<ITransformer> estimator, IDataView data)
    {
        string announced = Describe(estimator.GetOutputSchema(Shapes.Of(data.Schema)));
        ITransformer model = estimator.Fit(data);
        IDataView output = model.Transform(data);
        Assert.Equal(announced, Describe(Shapes.Of(output.Schema)));
        string expected = Show(output);
        Assert.Equal(expected, Show(output));
        Assert.Equal(expected, ShowRows(model, data));
        ITransformer loaded = Reload(ml, model, data.Schema);
        Assert.Equal(expected, Show(loaded.Transform(data)));
        Assert.Equal(Annotations(output.Schema), Annotations(loaded.GetOutputSchema(data.Schema)));
        return output;
    }

    public static ITransformer Reload(MLContext ml, ITransformer model, DataViewSchema schema)
    {
        using MemoryStream zip = new();
        ml.Model.Save(model, schema, zip);
        zip.Position = 0;
        return ml.Model.Load(zip, out _);
    }

    /// <summary>Converts the model to ONNX, applies that to the same data and compares the columns; numbers to a relative 1e-5.</summary>
    public static void RunOnnx(MLContext ml, ITransformer model, IDataView data, params string[] columns)
    {
        using MemoryStream file = new();
        ml.Model.ConvertToOnnx(model, data, file, columns);
        file.Position = 0;
        IDataView expected = model.Transform(data), scored = ml.Transforms.ApplyOnnxModel(file).Fit(data).Transform(data);
        foreach (string column in columns)
        {
            string[][] rows = [.. Items(expected, column)], others = [.. Items(scored, column)];
            Assert.Equal(rows.Length, others.Length);
            for (int r = 0; r < rows.Length; r++)
            {
                Assert.Equal(rows[r].Length, others[r].Length);
                for (int i = 0; i < rows[r].Length; i++)
                    if (double.TryParse(rows[r][i], CultureInfo.InvariantCulture, out double a) && double.TryParse(others[r][i], CultureInfo.InvariantCulture, out double b) && !double.IsNaN(a))
                        Assert.True(a == b || Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)), $"{column}, row {r}, item {i}: {a} and {b}");
                    else Assert.Equal(rows[r][i], others[r][i]);
            }
        }
    }

    public static string[] SlotNames(IDataView data, string column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema[column].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    public static string[] KeyValues(IDataView data, string column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        data.Schema[column].GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }

    public static float[][] Rounded(IDataView data, string column, int digits = 4)
        => [.. data.GetColumn<float[]>(column).Select(row => row.Select(value => MathF.Round(value, digits)).ToArray())];

    public static string Show(IDataView data) => string.Join("\n", data.Preview(1000).RowView.Select(row
        => string.Join(";", row.Values.Select(value => value.Key + "=" + Text(value.Value)))));

    private static string ShowRows(ITransformer model, IDataView data)
    {
        if (!model.IsRowToRowMapper) return Show(model.Transform(data));
        IRowToRowMapper mapper = model.GetRowToRowMapper(data.Schema);
        return Show(new MapperView(mapper, data));
    }

    private static IEnumerable<string[]> Items(IDataView data, string column) => data.Preview(1000).ColumnView.Single(view => view.Column.Name == column && !view.Column.IsHidden).Values.Select(value
        => value is IEnumerable items and not string ? items.Cast<object>().Select(Text).ToArray() : [Text(value)]);

    private static string Text(object value) => value is IEnumerable items and not string ? string.Join(",", items.Cast<object>().Select(Text))
        : value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : $"{value}";

    private static string Describe(SchemaShape shape) => string.Join("\n", shape.OrderBy(column => column.Name, StringComparer.Ordinal).Select(column
        => $"{column.Name}: {column.Kind} {column.ItemType} key {column.IsKey} [{string.Join(", ", column.Annotations.Select(one => $"{one.Name} {one.Kind} {one.ItemType}").Order())}]"));

    private static string Annotations(DataViewSchema schema) => string.Join("\n", schema.Where(column => !column.IsHidden).Select(column
        => $"{column.Name}: {column.Type} " + string.Join(", ", column.Annotations.Schema.Select(one => $"{one.Name}={Read(column, one)}"))));

    private static string Read(DataViewSchema.Column column, DataViewSchema.Column annotation)
    {
        if (annotation.Type is VectorDataViewType { ItemType: TextDataViewType })
        {
            VBuffer<ReadOnlyMemory<char>> texts = default;
            column.Annotations.GetValue(annotation.Name, ref texts);
            return string.Join("|", texts.Items().Select(item => $"{item.Key}:{item.Value}"));
        }
        return annotation.Type.ToString()!;
    }

    private sealed class MapperView(IRowToRowMapper mapper, IDataView data) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema => mapper.OutputSchema;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            DataViewSchema.Column[] needed = [.. columnsNeeded];
            DataViewRowCursor cursor = data.GetRowCursor(mapper.GetDependencies(needed));
            return new Cursor(cursor, mapper.GetRow(cursor, needed));
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

        private sealed class Cursor(DataViewRowCursor source, DataViewRow row) : DataViewRowCursor
        {
            public override long Position => source.Position;
            public override long Batch => 0;
            public override DataViewSchema Schema => row.Schema;
            public override bool MoveNext() => source.MoveNext();
            public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);
            public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);
            public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();
        }
    }
}

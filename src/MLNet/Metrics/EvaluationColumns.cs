using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Finds and reads the columns that evaluations compare.</summary>
internal static class EvaluationColumns
{
    public static DataViewSchema.Column Get(IDataView data, string name, string role)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return data.Schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(data),
            $"There is no {role} column '{name}'. The columns are: {string.Join(", ", data.Schema.Where(column => !column.IsHidden).Take(50).Select(column => column.Name))}.");
    }

    public static ArgumentOutOfRangeException Mismatch(string role, DataViewSchema.Column column, string expected)
        => new("data", $"The {role} column '{column.Name}' is {column.Type}; expected {expected}.");

    /// <summary>Reads a label as a number: a key as its zero-based place (NaN where missing), true as 1.</summary>
    public static Func<float> Label(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is BooleanDataViewType)
        {
            ValueGetter<bool> get = row.GetGetter<bool>(column);
            bool truth = false;
            return () =>
            {
                get(ref truth);
                return truth ? 1 : 0;
            };
        }
        Func<double> number = NumberReader.Of(row, column);
        return column.Type is KeyDataViewType ? () => number() is double key && key > 0 ? (float)(key - 1) : float.NaN : () => (float)number();
    }

    public static Func<float> Score(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<float> get = row.GetGetter<float>(column);
        float score = 0;
        return () =>
        {
            get(ref score);
            return score;
        };
    }

    public static void WarnOfSkipped(IHostEnvironment environment, string source, long unlabeled, long badScores)
    {
        if (unlabeled > 0) environment.Warn(source, $"{unlabeled} rows without a label were left out of the evaluation.");
        if (badScores > 0) environment.Warn(source, $"{badScores} rows whose score is not a finite number were left out of the evaluation.");
    }
}

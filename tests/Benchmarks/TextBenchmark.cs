using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>
/// Rows a second through a pipeline over a text file that is never in memory as a whole: loaded, concatenated, normalized, scored by a linear model. With <c>--rows</c>
/// the file is of any length (20,000,000 rows are 5 GB), with <c>--train-all</c> the model is trained on all of it.
/// </summary>
internal static class TextBenchmark
{
    private const int Columns = 30;
    private const int TrainingRows = 20_000;

    public static int Run(string[] options)
    {
        int given = Array.IndexOf(options, "--rows");
        int rows = given >= 0 ? int.Parse(options[given + 1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : options.Contains("--quick") ? 100_000 : 1_000_000;
        int rounds = rows > 5_000_000 ? 1 : 3;
        string path = Path.Combine(Path.GetTempPath(), $"mlnetdl-text-{System.Environment.ProcessId}.csv");
        try
        {
            Generate(path, rows);
            Console.WriteLine($"{rows:N0} rows x {Columns} numbers, {new FileInfo(path).Length / 1e6:F0} MB");
            MLContext ml = new(1);
            TextLoader.Options text = new() { Separators = [','], HasHeader = true, Columns = [new("Label", DataKind.Single, 0), new("A", DataKind.Single, 1, 15), new("B", DataKind.Single, 16, Columns)] };
            IDataView data = ml.Data.LoadFromTextFile(path, text);
            int training = options.Contains("--train-all") ? rows : TrainingRows;
            Stopwatch watch = Stopwatch.StartNew();
            ITransformer model = ml.Transforms.Concatenate("Features", "A", "B").Append(ml.Transforms.NormalizeMeanVariance("Features"))
                .Append(ml.Regression.Trainers.OnlineGradientDescent()).Fit(ml.Data.TakeRows(data, training));
            Console.WriteLine($"trained on {training:N0} rows in {watch.Elapsed.TotalSeconds:F1} s");
            for (int round = 0; round < rounds; round++)
            {
                Measure("loaded", rows, () => Read<VBuffer<float>>(data, "A"));
                Measure("loaded, concatenated, normalized, scored", rows, () => Read<float>(model.Transform(data), "Score"));
            }
            using Process process = Process.GetCurrentProcess();
            Console.WriteLine($"largest working set {process.PeakWorkingSet64 / 1e6:F0} MB");
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Measure(string name, int rows, Func<int> read)
    {
        Stopwatch watch = Stopwatch.StartNew();
        int count = read();
        if (count != rows) throw new InvalidOperationException($"{count} of {rows} rows came.");
        Console.WriteLine($"{name,-44} {rows / watch.Elapsed.TotalSeconds,12:N0} rows/s");
    }

    private static int Read<T>(IDataView data, string column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[column]]);
        ValueGetter<T> get = cursor.GetGetter<T>(data.Schema[column]);
        T value = default!;
        int count = 0;
        while (cursor.MoveNext())
        {
            get(ref value);
            count++;
        }
        return count;
    }

    private static void Generate(string path, int rows)
    {
        Random random = new(1);
        using StreamWriter writer = new(path);
        writer.WriteLine("label," + string.Join(',', Enumerable.Range(1, Columns).Select(i => $"x{i}")));
        for (int row = 0; row < rows; row++)
        {
            writer.Write((random.NextDouble() * 10).ToString("F3", CultureInfo.InvariantCulture));
            for (int column = 0; column < Columns; column++)
            {
                writer.Write(',');
                writer.Write((random.NextDouble() * 200 - 100).ToString("F4", CultureInfo.InvariantCulture));
            }
            writer.WriteLine();
        }
    }
}

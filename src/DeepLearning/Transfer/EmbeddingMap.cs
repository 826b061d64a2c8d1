using System.Globalization;
using System.Text;
using MlNetDeepLearning.Training;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Features of pictures seen from the side from which they differ most: their first two principal components. Pictures that a network takes for alike lie near each
/// other.
/// </summary>
/// <param name="X">The first component of each row.</param>
/// <param name="Y">The second.</param>
/// <param name="Explained">The part of all variance that lies along each of the two.</param>
public sealed record EmbeddingMap(IReadOnlyList<double> X, IReadOnlyList<double> Y, (double X, double Y) Explained)
{
    private const int MostRounds = 300;
    private const double Settled = 1e-9;

    /// <summary>Projects rows of features.</summary>
    /// <param name="rows">A row for each picture, all of one length.</param>
    /// <exception cref="ArgumentException">Rows differ in length.</exception>
    public static EmbeddingMap Of(IReadOnlyList<float[]> rows)
    {
        int width = rows.Count == 0 ? 0 : rows[0].Length;
        if (rows.Any(r => r.Length != width)) throw new ArgumentException("Rows of features must have one length.", nameof(rows));
        var mean = new double[width];
        foreach (float[] row in rows)
            for (int d = 0; d < width; d++) mean[d] += row[d] / (double)rows.Count;
        double[][] centred = [.. rows.Select(r => r.Select((v, d) => v - mean[d]).ToArray())];
        double total = centred.Sum(r => TensorPrimitives.SumOfSquares<double>(r));
        (double[] x, double alongX) = Component(centred, width, 0);
        (double[] y, double alongY) = Component(centred, width, 1);
        return new EmbeddingMap(x, y, total > 0 ? (alongX / total, alongY / total) : (0, 0));
    }

    /// <summary>Writes features as comma-separated text: name, label, then a column for each feature.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">What each row is called.</param>
    /// <param name="labels">Each row's class.</param>
    /// <param name="rows">The features.</param>
    public static void WriteCsv(string path, IReadOnlyList<string> names, IReadOnlyList<string> labels, IReadOnlyList<float[]> rows)
    {
        using var text = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        text.Write("name,label");
        for (int d = 0; d < (rows.Count == 0 ? 0 : rows[0].Length); d++) text.Write($",f{d}");
        text.Write('\n');
        for (int r = 0; r < rows.Count; r++)
        {
            text.Write($"{Quoted(names[r])},{Quoted(labels[r])}");
            foreach (float value in rows[r])
            {
                text.Write(',');
                text.Write(value.ToString("R", CultureInfo.InvariantCulture));
            }
            text.Write('\n');
        }
    }

    // Power iteration: each round multiplies a direction with the rows' covariance, so that the strongest part of it outgrows the others. Then that direction is taken
    // out of the rows, for the next one.
    private static (double[] Places, double Along) Component(double[][] rows, int width, uint number)
    {
        var random = new RandomStream(1, RandomStream.Key("principal component"), number);
        double[] direction = [.. Enumerable.Range(0, width).Select(_ => (double)random.NextNormal())], next = new double[width];
        double before = 0;
        for (int round = 0; round < MostRounds; round++)
        {
            Array.Clear(next);
            foreach (double[] row in rows) TensorPrimitives.MultiplyAdd(row, TensorPrimitives.Dot<double>(row, direction), next, next);
            double length = TensorPrimitives.Norm<double>(next);
            if (length == 0) break;
            TensorPrimitives.Divide(next, length, direction);
            if (Math.Abs(length - before) <= Settled * length) break;
            before = length;
        }
        // Of the two signs, that with the largest part positive, so that pictures of two runs can be compared.
        if (width > 0 && direction[TensorPrimitives.IndexOfMaxMagnitude<double>(direction)] < 0) TensorPrimitives.Negate(direction, direction);
        double size = TensorPrimitives.Norm<double>(direction);
        if (size > 0) TensorPrimitives.Divide(direction, size, direction);
        double[] places = [.. rows.Select(r => TensorPrimitives.Dot<double>(r, direction))];
        for (int r = 0; r < rows.Length; r++) TensorPrimitives.MultiplyAdd(direction, -places[r], rows[r], rows[r]);
        return (places, TensorPrimitives.SumOfSquares<double>(places));
    }

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}

using System.Globalization;
using System.Text;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

internal static class NetworkSummary
{
    public static string Print(Network network)
    {
        List<string[]> rows = [["Layer", "Kind", "Output shape", "Parameters"]];
        foreach (NetworkInput input in network.Inputs) rows.Add([input.Name, "Input", Text(SymbolicShape.Of(["N", .. input.Shape.Dims])), "0"]);
        foreach (LayerSummary layer in network.Layers) rows.Add([layer.Name, layer.Kind, Text(layer.OutputShape), Number(layer.ParameterCount)]);
        int[] widths = [.. Enumerable.Range(0, 4).Select(c => rows.Max(r => r[c].Length))];
        string rule = new('-', widths.Sum() + 6);

        var text = new StringBuilder();
        for (int r = 0; r < rows.Count; r++)
        {
            for (int c = 0; c < 3; c++) text.Append(rows[r][c].PadRight(widths[c] + 2));
            text.Append(rows[r][3].PadLeft(widths[3])).Append('\n');
            if (r == 0) text.Append(rule).Append('\n');
        }
        long trainable = network.Parameters.Where(p => p.Trainable).Sum(p => p.Value.Count), all = network.Parameters.Sum(p => p.Value.Count);
        return text.Append(rule).Append('\n').Append(CultureInfo.InvariantCulture,
            $"{Number(all)} parameters, {Number(trainable)} trainable, {Number(all - trainable)} not ({all * 4 / 1024.0:N0} KiB)\n").ToString();
    }

    private static string Text(SymbolicShape shape) => string.Join(" x ", shape.ToArray());

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

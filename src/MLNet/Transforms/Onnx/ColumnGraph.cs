using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>A graph whose inputs and outputs are columns. Only those parts of it run that the columns need that are read.</summary>
/// <param name="reader">The transformer it belongs to, for errors.</param>
/// <param name="graph">The graph.</param>
/// <param name="inputs">Its inputs.</param>
/// <param name="outputs">The values to compute.</param>
/// <param name="optimize">Whether the graph is rewritten to run faster.</param>
internal sealed class ColumnGraph(string reader, Graph graph, IReadOnlyList<OnnxColumn> inputs, IReadOnlyList<OnnxColumn> outputs, bool optimize = true)
{
    private readonly ConcurrentDictionary<string, OnnxProgram> _programs = new();

    public string Reader => reader;

    public Graph Graph => graph;

    public IReadOnlyList<OnnxColumn> Inputs => inputs;

    public IReadOnlyList<OnnxColumn> Outputs => outputs;

    /// <summary>The part that all of the outputs need.</summary>
    public OnnxProgram All => ProgramFor([.. outputs.Select(_ => true)]);

    /// <summary>The part that some of the outputs need.</summary>
    public OnnxProgram ProgramFor(bool[] active) => _programs.GetOrAdd(string.Concat(active.Select(a => a ? '1' : '0')),
        mask => new OnnxProgram(graph, [.. outputs.Where((_, o) => mask[o] == '1')], optimize));

    /// <summary>Extends a model on its way to ONNX by this graph.</summary>
    public void Convert(OnnxConversion conversion)
    {
        Dictionary<Value, Value> values = inputs.ToDictionary(i => i.Value, i =>
        {
            int[] row = OnnxMapping.RowShape(i, conversion.Column(i.Column, reader), reader);
            Value column = conversion.Value(i.Column, reader);
            if (row is []) return column.Reshape();
            bool open = !i.Shape[0].IsKnown;
            if (open && row[0] != 1) throw new NotSupportedException($"each row of column '{i.Column}' is {row[0]} rows of the model's input '{i.Name}'.");
            if (open && column.Shape is { IsRanked: true } shape && shape.ToArray().Skip(1).SequenceEqual(row.Skip(1).Select(d => (Dim)d))) return column;
            // 0 keeps the number of rows, -1 is what is left.
            return column.Reshape([open ? 0 : row[0], .. row.Skip(1).Select(d => d == 0 ? -1L : d)]);
        });
        Value[] results = conversion.Graph.Splice(values, [.. outputs.Select(o => o.Value)]);
        for (int o = 0; o < results.Length; o++)
            conversion.Set(outputs[o].Column, outputs[o].Type is VectorDataViewType || outputs[o].Structure is not null ? results[o] : results[o].Reshape(-1, 1));
    }
}

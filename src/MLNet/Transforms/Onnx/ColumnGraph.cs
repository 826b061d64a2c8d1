using System.Collections.Concurrent;
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
}

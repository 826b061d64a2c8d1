using Google.Protobuf;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// Writes graphs as ONNX files that any ONNX runtime opens: inputs and outputs under their names, symbolic dimensions kept, parameters and
/// constants as initializers. The same graph gives the same bytes.
/// </summary>
public sealed class OnnxExporter
{
    // Results behind the first that files leave out when nobody uses them; other operators must name all of theirs.
    private static readonly HashSet<string> HasOptionalResults =
        ["Attention", "BatchNormalization", "Dropout", "GRU", "LayerNormalization", "LSTM", "MaxPool", "RNN", "SoftmaxCrossEntropyLoss", "Unique"];

    // What inner graphs use of outer ones is no attribute in files, where they reach it by name.
    private const string Captures = "captures";

    private readonly OnnxExportOptions _options;
    private readonly Graph _graph;
    private readonly GraphProto _proto = new();
    private readonly Dictionary<Value, string> _names = [];
    private readonly HashSet<string> _taken;
    private readonly HashSet<string> _nodes;
    private readonly Dictionary<Subgraph, OnnxExporter> _bodies = [];
    private readonly HashSet<Value> _written = [];
    private readonly HashSet<Value> _used = [];

    private OnnxExporter(Graph graph, OnnxExportOptions options, OnnxExporter? outer = null)
    {
        _options = options;
        // Names in inner graphs must not hide those of the graphs around them.
        _taken = outer?._taken ?? [];
        _nodes = outer?._nodes ?? [];
        _graph = graph.Copy(outputs: options.Outputs ?? [.. graph.Outputs.Select(o => o.Name)]);
        Lowerings.Apply(_graph, options.Opset ?? Lowerings.Ceiling);
        foreach (Value? input in _graph.Nodes.SelectMany(n => n.Inputs))
            if (input is not null) _used.Add(input);
        foreach ((string _, Value value) in _graph.Outputs) _used.Add(value);
        foreach (Node node in _graph.Nodes)
            foreach (Subgraph body in Subgraphs(node)) _bodies[body] = new OnnxExporter(body.Graph, options with { Outputs = null }, this);
    }

    private static IReadOnlyList<Subgraph> Subgraphs(Node node) => node.Operator is SubgraphOperator op ? op.Subgraphs(node.Inputs.Count) : [];

    private IEnumerable<Node> AllNodes => _graph.Nodes.Concat(_bodies.Values.SelectMany(b => b.AllNodes));

    /// <summary>Writes a graph to a stream, which stays open.</summary>
    /// <exception cref="NotSupportedException">The wanted operator set is older than what an operator in the graph needs.</exception>
    /// <exception cref="ArgumentException">An input and an output have the same name, or two parameters have.</exception>
    public static void Export(Graph graph, Stream stream, OnnxExportOptions? options = null)
    {
        ModelProto model = new OnnxExporter(graph, options ?? new OnnxExportOptions()).Build(graph);
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        model.WriteTo(output);
    }

    /// <summary>Writes a graph to a file, which appears only when it is whole.</summary>
    /// <exception cref="NotSupportedException">The wanted operator set is older than what an operator in the graph needs.</exception>
    public static void Export(Graph graph, string path, OnnxExportOptions? options = null)
    {
        string unfinished = path + ".tmp";
        using (FileStream stream = File.Create(unfinished)) Export(graph, stream, options);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>The bytes of a graph's ONNX file.</summary>
    /// <exception cref="NotSupportedException">The wanted operator set is older than what an operator in the graph needs.</exception>
    public static byte[] ToBytes(Graph graph, OnnxExportOptions? options = null)
    {
        using var stream = new MemoryStream();
        Export(graph, stream, options);
        return stream.ToArray();
    }

    private ModelProto Build(Graph source)
    {
        var model = new ModelProto
        {
            ProducerName = _options.ProducerName,
            ProducerVersion = _options.ProducerVersion,
            DocString = _options.Description,
            Graph = _proto,
        };
        int opset = Opset();
        model.IrVersion = OperatorVersions.Ir(opset);
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        foreach (string domain in AllNodes.Select(n => n.Operator.Domain).Distinct().Order(StringComparer.Ordinal))
            if (domain.Length > 0) model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = OperatorVersions.Needed(domain, AllNodes) });
        SortedDictionary<string, string> metadata = new(source.Metadata, StringComparer.Ordinal);
        foreach ((string key, string text) in _options.Metadata) metadata[key] = text;
        foreach ((string key, string text) in metadata) model.MetadataProps.Add(new TextEntry { Key = key, Value = text });

        _proto.Name = _options.GraphName;
        NameInputsAndOutputs();
        foreach (Node node in _graph.Nodes) WriteNode(node);
        WriteOutputs(_graph.Outputs);
        return model;
    }

    private int Opset()
    {
        Node? newest = AllNodes.Where(n => n.Operator.Domain.Length == 0).MaxBy(OperatorVersions.Needed);
        int needed = newest is null ? 1 : OperatorVersions.Needed(newest);
        if (_options.Opset is { } wanted && wanted < Math.Max(needed, 13))
            throw new NotSupportedException(needed <= 13
                ? $"Operator set {wanted} was asked for, but files are written for 13 and newer."
                : $"Operator set {wanted} was asked for, but {newest} needs {needed}. Leave the version out to get the lowest that fits.");
        return _options.Opset ?? Math.Max(OperatorVersions.Default, needed);
    }

    private void NameInputsAndOutputs()
    {
        foreach (Value input in _graph.Inputs)
        {
            Take(input.Name!);
            _names[input] = input.Name!;
            _proto.Inputs.Add(Describe(input.Name!, input.Type));
        }
        foreach ((string name, Value value) in _graph.Outputs)
        {
            Take(name);
            // A result that is nobody else's output takes the output's name; what else is an output gets there through Identity.
            if (value.Producer is not null) _names.TryAdd(value, name);
        }
        foreach (Parameter parameter in _graph.Parameters)
        {
            Take(parameter.Name);
            _names[_graph.Parameter(parameter)] = parameter.Name;
        }

        void Take(string name)
        {
            if (!_taken.Add(name)) throw new ArgumentException($"Two inputs, outputs or parameters of the graph are named '{name}'; in a file each needs a name of its own.");
        }
    }

    private void WriteNode(Node node)
    {
        var proto = new NodeProto { Name = Unique(node.Name, _nodes), OpType = node.Operator.OpType, Domain = node.Operator.Domain };
        int inputs = node.Operator is SubgraphOperator nesting ? nesting.OwnOperands(node.Inputs.Count) : node.Inputs.Count;
        while (inputs > 0 && node.Inputs[inputs - 1] is null) inputs--;
        for (int i = 0; i < inputs; i++) proto.Inputs.Add(node.Inputs[i] is { } input ? NameOf(input) : "");
        int outputs = node.Outputs.Count;
        if (HasOptionalResults.Contains(node.Operator.OpType))
            while (outputs > 1 && !_used.Contains(node.Outputs[outputs - 1])) outputs--;
        for (int o = 0; o < outputs; o++) proto.Outputs.Add(NameOf(node.Outputs[o]));
        foreach ((OperatorAttribute attribute, object? value) in OperatorSet.Of(node.Operator).Read(node.Operator))
            if (value is not null && value is not Graph && attribute.Name != Captures && (attribute.Required || !value.Equals(attribute.Default)))
                proto.Attributes.Add(AttributeConversion.ToProto(attribute.Name, value));
        foreach (Subgraph body in Subgraphs(node))
            proto.Attributes.Add(new AttributeProto
            {
                Name = body.Attribute,
                Kind = AttributeKind.Graph,
                Graph = _bodies[body].BuildBody([.. node.Inputs.Skip(body.FirstCapture).Take(body.Captures).Select(c => NameOf(c!))]),
            });
        _proto.Nodes.Add(proto);
    }

    private GraphProto BuildBody(IReadOnlyList<string> captured)
    {
        _proto.Name = Unique("body", _taken);
        int formals = _graph.Inputs.Count - captured.Count;
        for (int i = 0; i < _graph.Inputs.Count; i++)
        {
            Value input = _graph.Inputs[i];
            _names[input] = i < formals ? Unique(input.Name!, _taken) : captured[i - formals];
            if (i < formals) _proto.Inputs.Add(Describe(_names[input], input.Type));
        }
        (string Name, Value Value)[] outputs = [.. _graph.Outputs.Select(o => (Unique(o.Name, _taken), o.Value))];
        foreach ((string name, Value value) in outputs)
            if (value.Producer is not null) _names.TryAdd(value, name);
        foreach (Node node in _graph.Nodes) WriteNode(node);
        WriteOutputs(outputs);
        return _proto;
    }

    private string NameOf(Value value)
    {
        if (_names.TryGetValue(value, out string? name))
        {
            if (value.Parameter is { } parameter && _written.Add(value)) _proto.Initializers.Add(TensorProto.Of(name, parameter.Value));
            return name;
        }
        if (value.Constant is { } constant)
        {
            name = Unique(value.Name ?? "constant", _taken);
            _proto.Initializers.Add(TensorProto.Of(name, constant));
        }
        else
        {
            Node producer = value.Producer!;
            int index = producer.Outputs.ToList().IndexOf(value);
            name = Unique(value.Name ?? (index == 0 ? producer.Name : $"{producer.Name}_{index}"), _taken);
        }
        return _names[value] = name;
    }

    private void WriteOutputs(IReadOnlyList<(string, Value)> outputs)
    {
        foreach ((string name, Value value) in outputs)
        {
            if (NameOf(value) != name)
                _proto.Nodes.Add(new NodeProto { Name = Unique(name, _nodes), OpType = "Identity", Inputs = { NameOf(value) }, Outputs = { name } });
            _proto.Outputs.Add(Describe(name, value.Type));
        }
    }

    private static ValueInfoProto Describe(string name, TensorType type) => new() { Name = name, Type = TypeConversion.ToProto(type) };

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int n = 1; !taken.Add(unique); n++) unique = $"{name}_{n}";
        return unique;
    }
}

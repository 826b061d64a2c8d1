using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Makes a graph of a file's messages.</summary>
internal sealed class GraphReader
{
    // Where weights stand as operands; initializers used anywhere else (bounds, sizes, tables) stay constants when the rest is to be trained.
    private static readonly HashSet<string> TakesWeights =
    [
        "Add", "BatchNormalization", "Conv", "ConvTranspose", "Div", "GRU", "Gather", "Gemm", "GroupNormalization", "InstanceNormalization",
        "LSTM", "LayerNormalization", "MatMul", "Mul", "PRelu", "RMSNormalization", "RNN", "Sub",
    ];

    private readonly ModelProto _model;
    private readonly GraphProto _proto;
    private readonly OnnxImportOptions _options;
    private readonly Graph _graph = new();
    private readonly Dictionary<string, Value> _values = [];
    private readonly Dictionary<string, Func<string, Tensor>> _initializers = [];
    private readonly Dictionary<string, TensorType> _declared = [];
    private readonly GraphReader? _outer;
    private readonly ExternalData _files;
    private readonly List<Value> _captured = [];

    public GraphReader(ModelProto model, OnnxImportOptions options)
    {
        _model = model;
        _proto = model.Graph!;
        _options = options;
        _files = new ExternalData(options.Folder);
    }

    private GraphReader(GraphReader outer, GraphProto body)
    {
        _outer = outer;
        _model = outer._model;
        _proto = body;
        _options = outer._options with { Trainable = false };
        _files = outer._files;
    }

    public Graph Read()
    {
        FunctionInliner.Apply(_model);
        RequireOperators();
        ReadGraph([]);
        foreach (TextEntry entry in _model.MetadataProps) _graph.Metadata[entry.Key] = entry.Value;
        return _graph;
    }

    // The operands say what the inputs of a loop's body are, where the body itself does not.
    private void ReadGraph(IReadOnlyList<Value?> operands)
    {
        foreach (ValueInfoProto value in _proto.ValueInfos.Concat(_proto.Outputs)) _declared[value.Name] = TypeConversion.FromProto(value.Type, $"Value '{value.Name}'");
        foreach (TensorProto initializer in _proto.Initializers)
            if (!_initializers.TryAdd(initializer.Name, place => TensorReader.Read(initializer, place, _files))) throw new OnnxFormatException($"There are two initializers named '{initializer.Name}'.");
        foreach (SparseTensorProto sparse in _proto.SparseInitializers)
            if (!_initializers.TryAdd(sparse.Name, place => SparseTensorReader.Read(sparse, place, _files))) throw new OnnxFormatException($"There are two initializers named '{sparse.Name}'.");
        for (int i = 0; i < _proto.Inputs.Count; i++) ReadInput(_proto.Inputs[i], i < operands.Count ? operands[i]?.Type.Element : null);
        ReadInitializers();
        foreach (NodeProto node in _proto.Nodes) ReadNode(node);
        foreach (ValueInfoProto output in _proto.Outputs)
        {
            if (Find(output.Name) is not { } value) throw new OnnxFormatException($"No node makes the output '{output.Name}'.");
            if (_graph.Outputs.Any(o => o.Name == output.Name)) throw new OnnxFormatException($"There are two outputs named '{output.Name}'.");
            _graph.Output(output.Name, value);
        }
    }

    private void RequireOperators()
    {
        (string, string)[] missing = [.. _proto.AllNodes
            .Where(n => n.OpType != "Constant" && OperatorSet.Find(n.Domain, n.OpType) is null
                && !Compositions.Has(n.Domain, n.OpType) && !Upgrades.Replaces(n.Domain, n.OpType))
            .Select(n => (n.Domain is "" or "ai.onnx" ? n.OpType : $"{n.Domain}:{n.OpType}", n.Name.Length > 0 ? n.Name : n.Outputs.FirstOrDefault() ?? ""))];
        if (missing.Length > 0) throw new UnsupportedOperatorException(missing);
    }

    private void ReadInput(ValueInfoProto input, ElementType? otherwise)
    {
        // Old files list the initializers among the inputs.
        if (_initializers.ContainsKey(input.Name)) return;
        TensorType type = TypeConversion.FromProto(input.Type, $"Input '{input.Name}'");
        if (_outer is null && type.Element == ElementType.Undefined) throw new OnnxFormatException($"Input '{input.Name}' does not say what it holds.");
        if (_outer is not null)
        {
            // What a loop carries may change its size, whatever the body declares.
            if (type.Shape.IsRanked && !type.Element.IsManaged()) type = type with { Shape = SymbolicShape.Of([.. type.Shape.ToArray().Select(_ => Dim.Unknown())]) };
            if (type.Element == ElementType.Undefined && otherwise is { } element) type = type with { Element = element };
        }
        if (_values.ContainsKey(input.Name)) throw new OnnxFormatException($"There are two inputs named '{input.Name}'.");
        _values.Add(input.Name, _graph.Input(input.Name, type));
    }

    // A value of an outer graph becomes an input of this one, behind its own; constants are shared.
    private Value? Find(string name)
    {
        if (_values.TryGetValue(name, out Value? value)) return value;
        if (_outer?.Find(name) is not { } outer) return null;
        if (outer.Constant is { } constant) value = _graph.Constant(constant);
        else
        {
            value = _graph.Input(name, outer.Type);
            _captured.Add(outer);
        }
        value.Name = name;
        _values.Add(name, value);
        return value;
    }

    private void ReadInitializers()
    {
        HashSet<string> elsewhere = [.. _proto.Nodes.Where(n => !TakesWeights.Contains(n.OpType)).SelectMany(n => n.Inputs)];
        HashSet<string> statistics = [.. _proto.Nodes.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Inputs.Skip(3))];
        foreach ((string name, Func<string, Tensor> read) in _initializers)
        {
            Tensor tensor = read($"Initializer '{name}'");
            if (tensor.Shape.Rank > TypeConversion.MaxRank) throw new OnnxFormatException($"Initializer '{name}' has more than {TypeConversion.MaxRank} dimensions.");
            Value value = _options.Trainable && tensor.Type.IsFloat() && tensor.Shape.Rank > 0 && !elsewhere.Contains(name)
                ? _graph.Parameter(new Parameter(name, tensor, trainable: !statistics.Contains(name)))
                : _graph.Constant(tensor);
            value.Name = name;
            _values.Add(name, value);
        }
    }

    private void ReadNode(NodeProto proto)
    {
        List<Value?> inputs = [.. proto.Inputs.Select(name => name.Length == 0 ? null
            : Find(name) ?? throw new OnnxFormatException($"Node '{proto.Name}' ({proto.OpType}) uses '{name}', which no input, initializer or node before it makes."))];
        var node = new ImportedNode(_graph, proto, inputs) { Find = Find };
        IReadOnlyList<Value> results = proto.OpType == "Constant" ? [ReadConstant(node)] : Apply(node);
        if (proto.Outputs.Count > results.Count && proto.Outputs.Skip(results.Count).Any(o => o.Length > 0))
            throw node.Error($"it names {proto.Outputs.Count} results, but the operator has {results.Count}");
        for (int o = 0; o < Math.Min(results.Count, proto.Outputs.Count); o++)
        {
            string name = proto.Outputs[o];
            if (name.Length == 0) continue;
            if (!_values.TryAdd(name, results[o])) throw node.Error($"its result '{name}' has the name of another value");
            results[o].Name = name;
            if (_declared.TryGetValue(name, out TensorType? declared)) results[o].Refine(declared);
        }
    }

    private IReadOnlyList<Value> Apply(ImportedNode node)
    {
        try
        {
            Upgrades.Apply(node, Version(node.Domain, node.OpsetImport));
            if (Compositions.Apply(node) is { } composed) return node.ResultLike is { } shape ? [composed[0].ReshapeLike(shape)] : composed;
            OperatorType type = OperatorSet.Find(node.Domain, node.OpType)!;
            HashSet<string> known = [.. type.Attributes.Select(a => a.Name)];
            if (node.Attributes.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
                throw node.Error($"the attribute '{unknown}' is not one of the operator's ({string.Join(", ", known)})");
            Operator op = type.Create(a => a.Type == typeof(Graph) ? ReadBody(node, a.Name)
                : a.Name == "captures" ? node.Captures
                : node.Attributes.TryGetValue(a.Name, out AttributeProto? value) ? AttributeConversion.FromProto(value, a.Type, node.Place(a.Name))
                : null);
            if (op is Scan scan && Version(node.Domain, node.OpsetImport) < 9) return BatchedScan.Apply(node, scan);
            IReadOnlyList<Value> results = _graph.AddNode(node.Name, op, node.OutputCount, [.. node.Inputs]).Outputs;
            if (results.Any(r => r.Shape.IsRanked && r.Shape.Rank > TypeConversion.MaxRank)) throw node.Error($"its result has more than {TypeConversion.MaxRank} dimensions");
            return node.ResultLike is { } like ? [results[0].ReshapeLike(like)] : results;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or OverflowException
            or IndexOutOfRangeException or NullReferenceException or FormatException)
        {
            throw node.Error(e.Message, e);
        }
    }

    // Attributes are asked for in the record's order: bodies before the number of what they captured.
    private Graph? ReadBody(ImportedNode node, string attribute)
    {
        if (!node.Attributes.TryGetValue(attribute, out AttributeProto? value)) return null;
        if (value.Graph is null) throw new OnnxFormatException($"{node.Place(attribute)} is of kind {value.Kind}, but should be a graph.");
        if (node.OpType == "Loop")
            while (node.Inputs.Count < 2) node.Inputs.Add(null);
        var body = new GraphReader(this, value.Graph);
        body.ReadGraph(node.OpType == "SequenceMap" ? [] : node.Inputs);
        node.Captures += body._captured.Count;
        node.Inputs.AddRange(body._captured);
        return body._graph;
    }

    private Value ReadConstant(ImportedNode node)
    {
        Tensor tensor = node.Take<Tensor>("value")
            ?? (node.TakeValue<float>("value_float") is { } number ? Tensor.Scalar(number) : null)
            ?? (node.TakeValue<long>("value_int") is { } integer ? Tensor.Scalar(integer) : null)
            ?? (node.Take<string>("value_string") is { } text ? Tensor.OfStrings(Shape.Scalar, text) : null)
            ?? (node.Take<float[]>("value_floats") is { } numbers ? Tensor.Of<float>([numbers.Length], numbers) : null)
            ?? (node.Attributes.TryGetValue("value_ints", out AttributeProto? integers) ? Tensor.Ints([.. integers.Ints]) : null)
            ?? (node.Take<string[]>("value_strings") is { } texts ? Tensor.OfStrings([texts.Length], texts) : null)
            ?? (node.Attributes.TryGetValue("sparse_value", out AttributeProto? sparse) && sparse.SparseTensor is { } zeros ? SparseTensorReader.Read(zeros, node.Place("sparse_value"), _files) : null)
            ?? throw node.Error("it has no value");
        return _graph.Constant(tensor);
    }

    private long Version(string domain, List<OperatorSetIdProto>? function)
    {
        OperatorSetIdProto? set = function?.Find(IsOfDomain) ?? _model.OpsetImport.Find(IsOfDomain);
        // The first two versions of the file format knew one operator set only.
        return set is not null ? set.Version
            : domain.Length > 0 || _model.IrVersion < 3 ? 1
            : throw new OnnxFormatException("The model does not say which operator set it uses (opset_import).");

        bool IsOfDomain(OperatorSetIdProto set) => set.Domain == domain || (domain.Length == 0 && set.Domain == "ai.onnx");
    }
}

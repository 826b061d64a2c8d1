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

    // No real model comes near; kernels keep their loops' counters on the stack.
    private const int MaxRank = 64;

    private readonly ModelProto _model;
    private readonly GraphProto _proto;
    private readonly OnnxImportOptions _options;
    private readonly Graph _graph = new();
    private readonly Dictionary<string, Value> _values = [];
    private readonly Dictionary<string, TensorProto> _initializers = [];

    public GraphReader(ModelProto model, OnnxImportOptions options)
    {
        _model = model;
        _proto = model.Graph!;
        _options = options;
    }

    public Graph Read()
    {
        RequireOperators();
        if (_proto.SparseInitializerCount > 0) throw new OnnxFormatException("The model has sparse initializers, which are not supported.");
        foreach (TensorProto initializer in _proto.Initializers)
            if (!_initializers.TryAdd(initializer.Name, initializer)) throw new OnnxFormatException($"There are two initializers named '{initializer.Name}'.");
        foreach (ValueInfoProto input in _proto.Inputs) ReadInput(input);
        ReadInitializers();
        foreach (NodeProto node in _proto.Nodes) ReadNode(node);
        foreach (ValueInfoProto output in _proto.Outputs)
        {
            if (!_values.TryGetValue(output.Name, out Value? value)) throw new OnnxFormatException($"No node makes the output '{output.Name}'.");
            if (_graph.Outputs.Any(o => o.Name == output.Name)) throw new OnnxFormatException($"There are two outputs named '{output.Name}'.");
            _graph.Output(output.Name, value);
        }
        foreach (StringStringEntryProto entry in _model.MetadataProps) _graph.Metadata[entry.Key] = entry.Value;
        return _graph;
    }

    private void RequireOperators()
    {
        (string, string)[] missing = [.. _proto.Nodes
            .Where(n => n.OpType != "Constant" && OperatorSet.Find(n.Domain, n.OpType) is null && !Compositions.Has(n.Domain, n.OpType))
            .Select(n => (n.Domain is "" or "ai.onnx" ? n.OpType : $"{n.Domain}:{n.OpType}", n.Name.Length > 0 ? n.Name : n.Outputs.FirstOrDefault() ?? ""))];
        if (missing.Length > 0) throw new UnsupportedOperatorException(missing);
    }

    private void ReadInput(ValueInfoProto input)
    {
        // Old files list the initializers among the inputs.
        if (_initializers.ContainsKey(input.Name)) return;
        if (input.Type?.TensorType is not { } type) throw new OnnxFormatException($"Input '{input.Name}' is no tensor; sequences, maps and optional inputs are not supported.");
        if (type.ElementType == ElementType.Undefined || !Enum.IsDefined(type.ElementType))
            throw new OnnxFormatException($"Input '{input.Name}' has element type {(int)type.ElementType}, which is not supported.");
        if (type.Shape is null) throw new OnnxFormatException($"Input '{input.Name}' does not say how many dimensions it has.");
        if (type.Shape.Dims.Count > MaxRank) throw new OnnxFormatException($"Input '{input.Name}' has more than {MaxRank} dimensions.");
        if (_values.ContainsKey(input.Name)) throw new OnnxFormatException($"There are two inputs named '{input.Name}'.");
        Dim[] dims = [.. type.Shape.Dims.Select(d =>
            d.Value is { } value and >= 0 and <= int.MaxValue ? (Dim)(int)value
            : d.Param.Length > 0 ? Dim.Named(d.Param)
            : Dim.Unknown())];
        _values.Add(input.Name, _graph.Input(input.Name, type.ElementType, SymbolicShape.Of(dims)));
    }

    private void ReadInitializers()
    {
        HashSet<string> elsewhere = [.. _proto.Nodes.Where(n => !TakesWeights.Contains(n.OpType)).SelectMany(n => n.Inputs)];
        HashSet<string> statistics = [.. _proto.Nodes.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Inputs.Skip(3))];
        foreach ((string name, TensorProto proto) in _initializers)
        {
            if (proto.Dims.Count > MaxRank) throw new OnnxFormatException($"Initializer '{name}' has more than {MaxRank} dimensions.");
            Tensor tensor = TensorReader.Read(proto, $"Initializer '{name}'");
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
            : _values.TryGetValue(name, out Value? value) ? value
            : throw new OnnxFormatException($"Node '{proto.Name}' ({proto.OpType}) uses '{name}', which no input, initializer or node before it makes."))];
        var node = new ImportedNode(_graph, proto, inputs);
        IReadOnlyList<Value> results = proto.OpType == "Constant" ? [ReadConstant(node)] : Apply(node);
        if (proto.Outputs.Count > results.Count && proto.Outputs.Skip(results.Count).Any(o => o.Length > 0))
            throw node.Error($"it names {proto.Outputs.Count} results, but the operator has {results.Count}");
        for (int o = 0; o < Math.Min(results.Count, proto.Outputs.Count); o++)
        {
            string name = proto.Outputs[o];
            if (name.Length == 0) continue;
            if (!_values.TryAdd(name, results[o])) throw node.Error($"its result '{name}' has the name of another value");
            results[o].Name = name;
        }
    }

    private IReadOnlyList<Value> Apply(ImportedNode node)
    {
        try
        {
            Upgrades.Apply(node, Version(node.Domain));
            if (Compositions.Apply(node) is { } composed) return node.ResultLike is { } shape ? [composed[0].ReshapeLike(shape)] : composed;
            OperatorType type = OperatorSet.Find(node.Domain, node.OpType)!;
            HashSet<string> known = [.. type.Attributes.Select(a => a.Name)];
            if (node.Attributes.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
                throw node.Error($"the attribute '{unknown}' is not one of the operator's ({string.Join(", ", known)})");
            Operator op = type.Create(a => node.Attributes.TryGetValue(a.Name, out AttributeProto? value)
                ? AttributeConversion.FromProto(value, a.Type, node.Place(a.Name))
                : null);
            IReadOnlyList<Value> results = _graph.AddNode(node.Name, op, [.. node.Inputs]).Outputs;
            if (results.Any(r => r.Shape.Rank > MaxRank)) throw node.Error($"its result has more than {MaxRank} dimensions");
            return node.ResultLike is { } like ? [results[0].ReshapeLike(like)] : results;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or OverflowException
            or IndexOutOfRangeException or NullReferenceException or FormatException)
        {
            throw node.Error(e.Message, e);
        }
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
            ?? throw node.Error("it has no value");
        return _graph.Constant(tensor);
    }

    private long Version(string domain)
    {
        OperatorSetIdProto? set = _model.OpsetImport.Find(o => o.Domain == domain || (domain.Length == 0 && o.Domain == "ai.onnx"));
        // The first two versions of the file format knew one operator set only.
        return set is not null ? set.Version
            : domain.Length > 0 || _model.IrVersion < 3 ? 1
            : throw new OnnxFormatException("The model does not say which operator set it uses (opset_import).");
    }
}

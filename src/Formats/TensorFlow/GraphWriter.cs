using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Writes a graph's nodes as TensorFlow's. Values of four dimensions are images, and have their channels last in the file.</summary>
internal sealed class GraphWriter(Graph graph)
{
    // The version of TensorFlow's operators that these are written in: 1.15's.
    private const int Producer = 134;

    private static readonly Dictionary<Type, Func<GraphWriter, Node, string>> Rules = new()
    {
        [typeof(Add)] = (w, n) => w.Binary("AddV2", n),
        [typeof(ArgMax)] = (w, n) => w.ArgMax(n, (ArgMax)n.Operator),
        [typeof(AveragePool)] = (w, n) => n.Operator is AveragePool { CeilMode: false, CountIncludePad: false } pool ? w.Pool("AvgPool", n, pool.KernelShape, pool.Strides, pool.Pads, pool.AutoPad) : throw Unwritten(n),
        [typeof(BatchNormalization)] = (w, n) => w.BatchNorm(n, (BatchNormalization)n.Operator),
        [typeof(Clip)] = (w, n) => w.Clip(n),
        [typeof(Concat)] = (w, n) => w.Add("ConcatV2", n, [.. n.Inputs.Select(i => w.Name(i!)), w.Constant(n, "axis", Tensor.Scalar(Axis(n.Outputs[0], ((Concat)n.Operator).Axis)))], ("N", n.Inputs.Count)),
        [typeof(Conv)] = (w, n) => w.Conv(n, (Conv)n.Operator),
        [typeof(Div)] = (w, n) => w.Binary("RealDiv", n),
        [typeof(Flatten)] = (w, n) => ((Flatten)n.Operator).Axis == 1 ? w.Reshape(n, [-1, .. Rest(n)]) : throw Unwritten(n),
        [typeof(Gemm)] = (w, n) => w.Gemm(n, (Gemm)n.Operator),
        [typeof(GlobalAveragePool)] = (w, n) => w.Add("Mean", n, [w.Name(n.Inputs[0]!), w.Constant(n, "axes", Tensor.Of<int>([2], 1, 2))], ("keep_dims", true)),
        [typeof(Identity)] = (w, n) => w.Add("Identity", n, [w.Name(n.Inputs[0]!)]),
        [typeof(MatMul)] = (w, n) => n.Outputs[0].Shape.Rank == 2 ? w.Add("MatMul", n, [.. n.Inputs.Select(i => w.Name(i!))], ("transpose_a", false), ("transpose_b", false)) : throw Unwritten(n),
        [typeof(MaxPool)] = (w, n) => n.Operator is MaxPool { CeilMode: false } pool && pool.Dilations.ToArray().All(d => d == 1) ? w.Pool("MaxPool", n, pool.KernelShape, pool.Strides, pool.Pads, pool.AutoPad) : throw Unwritten(n),
        [typeof(Mul)] = (w, n) => w.Binary("Mul", n),
        [typeof(Relu)] = (w, n) => w.Add("Relu", n, [w.Name(n.Inputs[0]!)]),
        [typeof(Reshape)] = (w, n) => n.Inputs[1]!.Known is { } shape ? w.Reshape(n, ShapeArithmetic.Integers(shape)!) : throw Unwritten(n),
        [typeof(Sigmoid)] = (w, n) => w.Add("Sigmoid", n, [w.Name(n.Inputs[0]!)]),
        [typeof(Softmax)] = (w, n) => Axis(n.Outputs[0], ((Softmax)n.Operator).Axis) == n.Outputs[0].Shape.Rank - 1 ? w.Add("Softmax", n, [w.Name(n.Inputs[0]!)]) : throw Unwritten(n),
        [typeof(Sub)] = (w, n) => w.Binary("Sub", n),
        [typeof(Tanh)] = (w, n) => w.Add("Tanh", n, [w.Name(n.Inputs[0]!)]),
    };

    private readonly GraphDef _file = new() { Producer = Producer };
    private readonly Dictionary<Value, string> _names = [];
    private readonly HashSet<string> _used = [.. graph.Inputs.Select(i => i.Name!), .. graph.Outputs.Select(o => o.Name)];

    /// <summary>The file's message.</summary>
    public GraphDef Write()
    {
        Node[] missing = [.. graph.Nodes.Where(n => !Rules.ContainsKey(n.Operator.GetType()))];
        if (missing.Length > 0) throw new NotSupportedException($"Operators that are not written as TensorFlow's: {string.Join("; ", missing.GroupBy(n => n.Operator.OpType).Select(g => $"{g.Key} ({string.Join(", ", g.Take(3).Select(n => $"'{n.Name}'"))})"))}.");
        foreach (Value input in graph.Inputs)
        {
            long[] dims = [.. input.Shape.Dims.ToArray().Select(d => d.IsKnown ? d.Value : -1L)];
            if (dims.Length == 4) dims = [dims[0], dims[2], dims[3], dims[1]];
            _names[input] = _file.Add("Placeholder", input.Name!, [], ("dtype", input.Type.Element.ToDataType()), ("shape", TensorShapeProto.Of(dims)));
        }
        foreach (Node node in graph.Nodes) _names[node.Outputs[0]] = Rules[node.Operator.GetType()](this, node);
        foreach ((string name, Value value) in graph.Outputs) _file.Add("Identity", name, [Name(value)], ("T", value.Type.Element.ToDataType()));
        return _file;
    }

    private static NotSupportedException Unwritten(Node node) => new($"{node} ({node.Operator}) cannot be written as one of TensorFlow's operators.");

    private static int Axis(Value value, int axis)
    {
        int rank = value.Shape.Rank, place = axis < 0 ? axis + rank : axis;
        return rank == 4 ? place switch { 1 => 3, 2 => 1, 3 => 2, _ => 0 } : place;
    }

    private static IEnumerable<long> Rest(Node node) => [node.Outputs[0].Shape[1].IsKnown ? node.Outputs[0].Shape[1].Value : throw Unwritten(node)];

    private string Add(string op, Node node, IEnumerable<string> inputs, params ReadOnlySpan<(string, AttrValue)> attributes)
    {
        string name = Unique(node.Name);
        return _file.Add(op, name, inputs, [.. attributes, ("T", node.Inputs[0]!.Type.Element.ToDataType())]);
    }

    private string Unique(string wanted)
    {
        string name = wanted;
        for (int n = 1; !_used.Add(name); n++) name = $"{wanted}_{n}";
        return name;
    }

    private string Constant(Node node, string role, Tensor tensor) =>
        _file.Add("Const", Unique($"{node.Name}/{role}"), [], ("dtype", tensor.Type.ToDataType()), ("value", tensor));

    private string Name(Value value)
    {
        if (_names.TryGetValue(value, out string? name)) return name;
        Tensor tensor = value.Constant ?? throw new NotSupportedException($"Value {value} cannot be written.");
        if (tensor.Shape.Rank == 4) tensor = WeightLayout.Arrange(tensor, [0, 2, 3, 1], null);
        return _names[value] = _file.Add("Const", Unique(value.Name ?? "constant"), [], ("dtype", tensor.Type.ToDataType()), ("value", tensor));
    }

    // A number for each channel stands as [channels, 1, 1] beside images; there it is the last axis.
    private string Binary(string op, Node node) => Add(op, node, node.Inputs.Select(i => i!.Constant is { } constant && constant.Shape.Rank is > 0 and < 4 && node.Outputs[0].Shape.Rank == 4
        ? constant.Shape.Rank == 3 && constant.Shape[1] == 1 && constant.Shape[2] == 1 ? Constant(node, "channels", constant.View([constant.Shape[0]])) : throw Unwritten(node)
        : i.Shape.Rank == node.Outputs[0].Shape.Rank || i.Shape.Rank == 0 || node.Outputs[0].Shape.Rank < 4 ? Name(i) : throw Unwritten(node)));

    private string Clip(Node node)
    {
        if (node.Inputs.ElementAtOrDefault(1)?.Known is not { Type: ElementType.Float32 } low || node.Inputs.ElementAtOrDefault(2)?.Known is not { Type: ElementType.Float32 } high) throw Unwritten(node);
        return low.AsSpan<float>()[0] == 0 && high.AsSpan<float>()[0] == 6 ? Add("Relu6", node, [Name(node.Inputs[0]!)])
            : Add("ClipByValue", node, [Name(node.Inputs[0]!), Constant(node, "least", low), Constant(node, "greatest", high)]);
    }

    private string ArgMax(Node node, ArgMax op)
    {
        if (op.KeepDims || op.SelectLastIndex) throw Unwritten(node);
        return Add("ArgMax", node, [Name(node.Inputs[0]!), Constant(node, "axis", Tensor.Scalar(Axis(node.Inputs[0]!, op.Axis)))], ("output_type", DataType.Int64));
    }

    private string Reshape(Node node, long[] shape)
    {
        string x = Name(node.Inputs[0]!);
        if (node.Outputs[0].Shape.Rank == 4 || shape.Contains(0)) throw Unwritten(node);
        // Rows of an image's elements are in the order of channels, rows, columns.
        if (node.Inputs[0]!.Shape is { Rank: 4 } image && !(image[2] == 1 && image[3] == 1))
            x = _file.Add("Transpose", Unique($"{node.Name}/order"), [x, Constant(node, "perm", Tensor.Of<int>([4], 0, 3, 1, 2))], ("T", DataType.Float), ("Tperm", DataType.Int32));
        return Add("Reshape", node, [x, Constant(node, "shape", Tensor.Of<int>([shape.Length], [.. shape.Select(d => (int)d)]))]);
    }

    private string Gemm(Node node, Gemm op)
    {
        if (op.Alpha != 1 || op.Beta != 1) throw Unwritten(node);
        string product = Add("MatMul", node, [Name(node.Inputs[0]!), Name(node.Inputs[1]!)], ("transpose_a", op.TransA), ("transpose_b", op.TransB));
        if (node.Inputs.ElementAtOrDefault(2) is not { } bias) return product;
        return bias.Shape.Rank == 1 ? _file.Add("BiasAdd", Unique($"{node.Name}/bias_add"), [product, Name(bias)], ("T", DataType.Float), ("data_format", "NHWC"))
            : _file.Add("AddV2", Unique($"{node.Name}/bias_add"), [product, Name(bias)], ("T", DataType.Float));
    }

    private string BatchNorm(Node node, BatchNormalization op)
    {
        if (op.TrainingMode || node.Inputs[0]!.Shape.Rank != 4) throw Unwritten(node);
        return Add("FusedBatchNormV3", node, [.. node.Inputs.Select(i => Name(i!))], ("epsilon", op.Epsilon), ("is_training", false), ("data_format", "NHWC"), ("U", DataType.Float));
    }

    private string Conv(Node node, Conv op)
    {
        if (node.Inputs[0]!.Shape.Rank != 4 || node.Inputs[1]!.Constant is not { } w) throw Unwritten(node);
        Ints strides = op.Strides.Or(1, 2), dilations = op.Dilations.Or(1, 2), kernel = [w.Shape[2], w.Shape[3]];
        (string padding, long[] pads) = Padding(node, kernel, strides, dilations, op.Pads, op.AutoPad);
        bool depthwise = op.Group > 1 && w.Shape[1] == 1;
        if (depthwise) w = w.View([op.Group, w.Shape[0] / op.Group, kernel[0], kernel[1]]);
        string filters = Constant(node, "filters", WeightLayout.Arrange(w, depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0], null));
        string y = Add(depthwise ? "DepthwiseConv2dNative" : "Conv2D", node, [Name(node.Inputs[0]!), filters], ("strides", (long[])[1, strides[0], strides[1], 1]), ("dilations", (long[])[1, dilations[0], dilations[1], 1]),
            ("padding", padding), ("explicit_paddings", padding == "EXPLICIT" ? pads : []), ("data_format", "NHWC"));
        return node.Inputs.ElementAtOrDefault(2) is { } bias ? _file.Add("BiasAdd", Unique($"{node.Name}/bias_add"), [y, Name(bias)], ("T", DataType.Float), ("data_format", "NHWC")) : y;
    }

    private string Pool(string op, Node node, Ints kernel, Ints strides, Ints pads, string autoPad)
    {
        if (node.Inputs[0]!.Shape.Rank != 4) throw Unwritten(node);
        strides = strides.Or(1, 2);
        (string padding, _) = Padding(node, kernel, strides, [1, 1], pads, autoPad);
        if (padding == "EXPLICIT") throw Unwritten(node);
        return Add(op, node, [Name(node.Inputs[0]!)], ("ksize", (long[])[1, kernel[0], kernel[1], 1]), ("strides", (long[])[1, strides[0], strides[1], 1]), ("padding", padding), ("data_format", "NHWC"));
    }

    private static (string Padding, long[] Pads) Padding(Node node, Ints kernel, Ints strides, Ints dilations, Ints pads, string autoPad)
    {
        if (autoPad == "VALID" || (autoPad == "NOTSET" && pads.ToArray().All(p => p == 0))) return ("VALID", []);
        if (autoPad == "SAME_UPPER") return ("SAME", []);
        if (autoPad != "NOTSET") throw Unwritten(node);
        bool same = true;
        for (int a = 0; a < 2; a++)
        {
            Dim length = node.Inputs[0]!.Shape[a + 2];
            int extent = (kernel[a] - 1) * dilations[a] + 1;
            same &= (length.IsKnown || strides[a] == 1) && Window.Same(length.IsKnown ? length.Value : extent, strides[a], extent) == (pads[a], pads[a + 2]);
        }
        return same ? ("SAME", []) : ("EXPLICIT", [0, 0, pads[0], pads[2], pads[1], pads[3], 0, 0]);
    }
}

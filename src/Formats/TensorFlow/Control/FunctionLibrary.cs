namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>The functions of a file.</summary>
internal sealed class FunctionLibrary
{
    private readonly Dictionary<string, FunctionDef> _functions = [];
    private readonly Dictionary<string, NodeTable> _tables = [];

    public FunctionLibrary(IEnumerable<FunctionDef> functions)
    {
        foreach (FunctionDef function in functions) _functions[function.Signature.Name] = function;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<FunctionDef> All => _functions.Values;

    /// <summary>The nodes of a function's body.</summary>
    /// <exception cref="TensorFlowFormatException">There is no such function.</exception>
    public NodeTable Body(string name)
    {
        if (_tables.TryGetValue(name, out NodeTable? known)) return known;
        FunctionDef function = _functions.GetValueOrDefault(name) ?? throw new TensorFlowFormatException($"The file has no function '{name}'.");
        return _tables[name] = new NodeTable(function.Nodes, function);
    }
}

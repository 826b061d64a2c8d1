using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>The parameters of a network by name, in the order of their creation.</summary>
public sealed class ParameterSet : IReadOnlyCollection<Parameter>
{
    private readonly Dictionary<string, Parameter> _byName = [];
    private readonly List<Parameter> _all = [];
    private readonly ulong _seed;

    internal ParameterSet(ulong seed) => _seed = seed;

    /// <summary>How many parameters there are.</summary>
    public int Count => _all.Count;

    /// <summary>The parameter of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Parameter this[string name] => _byName.TryGetValue(name, out Parameter? parameter)
        ? parameter
        : throw new KeyNotFoundException($"The network has no parameter '{name}'. It has {string.Join(", ", _byName.Keys.Take(20))}{(_all.Count > 20 ? ", …" : "")}.");

    /// <summary>Those that optimizers change.</summary>
    public IEnumerable<Parameter> Trainable => _all.Where(p => p.Trainable);

    /// <summary>Looks a parameter up.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Parameter? parameter) => _byName.TryGetValue(name, out parameter);

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal Parameter GetOrAdd(string name, Shape shape, Initializer initializer, Fan fan, bool trainable)
    {
        if (_byName.TryGetValue(name, out Parameter? known))
        {
            return known.Value.Shape == shape
                ? known
                : throw new ShapeException($"Parameter '{name}' has shape {known.Value.Shape}, but the layer now asks for {shape}.");
        }
        var value = new Tensor(ElementType.Float32, shape);
        initializer.Fill(value.AsSpan<float>(), shape, fan, new RandomStream(_seed, RandomStream.Key(name)));
        var parameter = new Parameter(name, value, trainable);
        Add(parameter);
        return parameter;
    }

    /// <summary>Takes a parameter in that exists outside the network.</summary>
    /// <exception cref="ArgumentException">Another one has its name.</exception>
    internal void Adopt(Parameter parameter)
    {
        if (!_byName.TryGetValue(parameter.Name, out Parameter? known)) Add(parameter);
        else if (known != parameter) throw new ArgumentException($"The network has two parameters named '{parameter.Name}'.", nameof(parameter));
    }

    private void Add(Parameter parameter)
    {
        _byName.Add(parameter.Name, parameter);
        _all.Add(parameter);
    }
}

using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// A named tensor that outlives graphs: a weight, a bias, a running statistic. Several graphs may refer to it (the training
/// and the scoring graph, both networks of a GAN). Its memory stays where it is; training changes the elements in place.
/// </summary>
public sealed class Parameter(string name, Tensor value, bool trainable = true)
{
    private long _version;

    /// <summary>The name, unique within a network; exported files use it.</summary>
    public string Name { get; } = name;

    /// <summary>The elements.</summary>
    public Tensor Value { get; } = value;

    /// <summary>Whether optimizers change it. Running statistics are parameters too, but not trainable.</summary>
    public bool Trainable { get; set; } = trainable;

    /// <summary>True for what was made as not trainable: running statistics, which no optimizer may ever change.</summary>
    public bool IsStatistic { get; } = !trainable;

    /// <summary>Counts changes of the elements, so that whatever is derived from them (packed weights) can tell that it is stale.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>To be called after the elements were changed.</summary>
    public void Touch() => Interlocked.Increment(ref _version);

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name}: {Value}";
}

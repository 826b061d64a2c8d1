namespace MlNetDeepLearning.Tensors;

/// <summary>Work that <see cref="Workers"/> splits over threads: independent pieces, each known by its index.</summary>
/// <remarks>Implement it on a struct, so that the calls are devirtualised and nothing is allocated.</remarks>
public interface ITask
{
    /// <summary>Does piece number <paramref name="index"/>. Different pieces run at the same time and must write to different places.</summary>
    void Run(int index);
}

/// <summary>Work over a range of numbers that <see cref="Workers.For{TTask}"/> cuts into pieces of a fixed size.</summary>
public interface IRangeTask
{
    /// <summary>Does the numbers from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    void Run(int start, int end);
}

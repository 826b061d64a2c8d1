namespace MlNetDeepLearning.Training;

/// <summary>Samples to compute features of, such as pictures. All members are called from several threads at once; what they throw becomes the sample's <see cref="SampleError"/>.</summary>
public interface ISampleSource
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>What an error calls a sample: a file, or a row.</summary>
    string NameOf(int index);

    /// <summary>A sample as it is stored, such as the bytes of a picture's file: what its features are kept under.</summary>
    byte[] Read(int index);

    /// <summary>Turns a stored sample into the backbone's input.</summary>
    /// <param name="content">What <see cref="Read"/> gave.</param>
    /// <param name="target">Room for one sample, in the order of the backbone's input.</param>
    void Decode(ReadOnlySpan<byte> content, Span<float> target);
}

/// <summary>A sample that gave no features.</summary>
/// <param name="Index">Its place in the source.</param>
/// <param name="Name">What the source calls it.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record SampleError(int Index, string Name, string Reason)
{
    /// <summary>Name and reason.</summary>
    public override string ToString() => $"{Name}: {Reason}";
}

/// <summary>How far the computation of features is.</summary>
/// <param name="Done">The samples that are done, those from the cache and unreadable ones included.</param>
/// <param name="Count">All samples.</param>
/// <param name="Cached">The samples whose features were in the cache.</param>
public readonly record struct ExtractionProgress(int Done, int Count, int Cached);

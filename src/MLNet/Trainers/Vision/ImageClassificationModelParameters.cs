using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;

namespace Microsoft.ML.Vision;

/// <summary>A trained network that classifies pictures: a pretrained network with a layer of our classes behind its features. It is one graph.</summary>
public sealed class ImageClassificationModelParameters : ModelParametersBase<VBuffer<float>>, IDisposable, IClassMappingModel
{
    internal const string Kind = "ImageClassification";

    private readonly Graph _graph;
    private readonly Lazy<Executor> _executor;

    // The graph takes pictures [N, height, width, 3] and gives probabilities [N, classes].
    internal ImageClassificationModelParameters(Graph graph)
    {
        if (graph is not { Inputs: [{ Shape: { IsRanked: true, Rank: 4 } pictures }], Outputs: [{ Value.Shape: { IsRanked: true, Rank: 2 } scores }] }
            || !pictures[1].IsKnown || !pictures[2].IsKnown || pictures[3] != 3 || !scores[1].IsKnown)
            throw new ArgumentException($"The graph takes {string.Join(", ", graph.Inputs.Select(i => i.Type))} and gives {string.Join(", ", graph.Outputs.Select(o => o.Value.Type))}; "
                + "expected pictures [N, height, width, 3] and probabilities [N, classes].");
        _graph = graph;
        Reader = new PictureReader(pictures[1].Value, pictures[2].Value);
        ClassCount = scores[1].Value;
        _executor = new Lazy<Executor>(() => new Executor(_graph));
    }

    internal PictureReader Reader { get; }

    internal int ClassCount { get; }

    internal Executor Executor => _executor.Value;

    /// <summary>Does nothing: the model's memory is the garbage collector's. It is here because the official model has it.</summary>
    public void Dispose() { }

    int IModelParameters.FeatureCount => 0;

    int IClassMappingModel.ScoreCount => ClassCount;

    DataViewType IClassMappingModel.FeatureType { get; } = new VectorDataViewType(NumberDataViewType.Byte);

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    RowMapping IClassMappingModel.Bind(DataViewSchema input, DataViewSchema.Column features, DataViewSchema.DetachedColumn[] outputs)
        => features.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } && item == typeof(byte)
            ? new PictureMapping(input, outputs[0], outputs[1], features.Index, this)
            : throw InputColumn.Mismatch(nameof(ImageClassificationTrainer), features.Name, "a vector of Byte, the bytes of picture files", features.Type.ToString()!);

    internal static ImageClassificationModelParameters Load(ModelReader reader) => new(OnnxImporter.Import(reader.Blob("model")));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Blob("model", "model.onnx", ToOnnx());
    }

    internal byte[] ToOnnx() => OnnxExporter.ToBytes(_graph);
}

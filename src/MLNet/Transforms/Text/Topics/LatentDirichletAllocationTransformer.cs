using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>
/// Turns counts of words into the shares of topics, which sum to 1; made by <see cref="LatentDirichletAllocationEstimator"/>. A document without words has all
/// topics to the same share; where a value is no count (a fraction, below 0, missing), all shares are missing.
/// </summary>
public sealed class LatentDirichletAllocationTransformer : OneToOneTransformerBase
{
    internal const string Kind = "LatentDirichletAllocation";

    private readonly TopicModel[] _models;

    internal LatentDirichletAllocationTransformer(IReadOnlyList<InputOutputColumnPair> columns, TopicModel[] models) : base(columns) => _models = models;

    internal static LatentDirichletAllocationTransformer Load(ModelReader reader) => new(reader.Columns(), [.. reader.Children(ModelWriter.ColumnsName).Select(TopicModel.Read)]);

    /// <summary>The likeliest words of each topic.</summary>
    /// <param name="columnIndex">Which of the transformer's columns, from 0 on.</param>
    public ModelParameters GetLdaDetails(int columnIndex)
    {
        if ((uint)columnIndex >= (uint)_models.Length)
            throw new ArgumentOutOfRangeException(nameof(columnIndex), columnIndex, $"The transformer has {_models.Length} column{(_models.Length == 1 ? "" : "s")}, numbered from 0.");
        return new ModelParameters(_models[columnIndex]);
    }

    /// <summary>Does nothing: the memory belongs to the garbage collector.</summary>
    public void Dispose() { }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.EachColumn((column, i) => _models[i].Write(column));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        int words = _models[pair].WordCount;
        if (VectorColumns.Check(input, Kind).Type is VectorDataViewType vector && vector.Size != words)
            throw InputColumn.Mismatch(Kind, input.Name, $"counts of the {words} words that the topics were learned from", input.Type.ToString()!);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, _models[pair].Options.NumberOfTopics));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => _models[pair].Getter(row, input);

    /// <summary>The likeliest words of each topic, the likeliest first: with their names where the input column has names, without where it has not.</summary>
    public sealed class ModelParameters
    {
        /// <summary>For each topic its words by their numbers; null where they have names.</summary>
        public readonly IReadOnlyList<IReadOnlyList<ItemScore>>? ItemScoresPerTopic;

        /// <summary>For each topic its words by their numbers and names; null where they have no names.</summary>
        public readonly IReadOnlyList<IReadOnlyList<WordItemScore>>? WordScoresPerTopic;

        internal ModelParameters(TopicModel model)
        {
            (int Word, float Score)[][] topics = model.Summary();
            if (model.Names is { } names) WordScoresPerTopic = [.. topics.Select(topic => topic.Select(item => new WordItemScore(item.Word, names.GetValueOrDefault(item.Word, ""), item.Score)).ToArray())];
            else ItemScoresPerTopic = [.. topics.Select(topic => topic.Select(item => new ItemScore(item.Word, item.Score)).ToArray())];
        }

        /// <summary>A word of a topic.</summary>
        public struct ItemScore
        {
            /// <summary>The word's slot in the input.</summary>
            public readonly int Item;

            /// <summary>The probability of the word in the topic.</summary>
            public readonly float Score;

            /// <summary>Makes a word of a topic.</summary>
            /// <param name="item">The word's slot in the input.</param>
            /// <param name="score">The probability of the word in the topic.</param>
            public ItemScore(int item, float score)
            {
                Item = item;
                Score = score;
            }
        }

        /// <summary>A word of a topic with its name.</summary>
        public struct WordItemScore
        {
            /// <summary>The word's slot in the input.</summary>
            public readonly int Item;

            /// <summary>The word.</summary>
            public readonly string Word;

            /// <summary>The probability of the word in the topic.</summary>
            public readonly float Score;

            /// <summary>Makes a word of a topic.</summary>
            /// <param name="item">The word's slot in the input.</param>
            /// <param name="word">The word.</param>
            /// <param name="score">The probability of the word in the topic.</param>
            public WordItemScore(int item, string word, float score)
            {
                Item = item;
                Word = word;
                Score = score;
            }
        }
    }
}

using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The values of a map under the keys that the vocabulary lists, [1, keys]; 0 (empty text) for those that the map does not have (ai.onnx.ml DictVectorizer).</summary>
public sealed record DictVectorizer([property: OnnxName("int64_vocabulary")] ListOf<long> Int64Vocabulary = default, ListOf<string> StringVocabulary = default) : Operator
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Int64Vocabulary.Length > 0 == StringVocabulary.Length > 0) throw i.Error("either string_vocabulary or int64_vocabulary must list the keys");
        if (i.Element(0) != ElementType.Map) throw i.Error($"the operand must be a map, not {i.Element(0)}");
        i.Output(i.Input(0).Item?.Element ?? ElementType.Float32, [1, Math.Max(Int64Vocabulary.Length, StringVocabulary.Length)]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor keys = k.Input(0).Items[0], values = k.Input(0).Items[1];
        bool texts = StringVocabulary.Length > 0;
        if (texts != (keys.Type == ElementType.String)) throw new ShapeException($"{k.Node}: the vocabulary lists {(texts ? "texts" : "integers")}, but the map's keys are {keys.Type}.");
        var y = new Tensor(values.Type, [1, Math.Max(Int64Vocabulary.Length, StringVocabulary.Length)]);
        var copy = new Copy(this, keys, values, y);
        Items.Visit(values.Type, ref copy);
        k.Give(0, y);
    }

    private readonly struct Copy(DictVectorizer op, Tensor keys, Tensor values, Tensor y) : IItemVisitor
    {
        public void Visit<T>()
        {
            for (int i = 0; i < y.Count; i++)
            {
                int at = keys.Type == ElementType.String ? keys.Strings.IndexOf(op.StringVocabulary[i]) : keys.AsSpan<long>().IndexOf(op.Int64Vocabulary[i]);
                if (at >= 0) Unsafe.Add(ref y.ItemsOf<T>(), i) = Unsafe.Add(ref values.ItemsOf<T>(), at);
            }
        }
    }
}

/// <summary>Registers <see cref="DictVectorizer"/>.</summary>
internal static class DictVectorizerBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<DictVectorizer>("ai.onnx.ml");
}

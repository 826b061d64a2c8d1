using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Counts the n-grams of a pool in each line of x, [C] or [N, C], of texts or integers (ONNX TfIdfVectorizer); the result has a Float32 for each n-gram.
/// </summary>
/// <param name="MaxGramLength">The longest n-grams that count.</param>
/// <param name="MaxSkipCount">How many items may lie between neighbours of an n-gram at most.</param>
/// <param name="MinGramLength">The shortest n-grams that count.</param>
/// <param name="Mode"><c>TF</c>: counts; <c>IDF</c>: the weights of those that occur; <c>TFIDF</c>: counts times weights.</param>
/// <param name="NgramCounts">Where in the pool the 1-grams, 2-grams, … begin.</param>
/// <param name="NgramIndexes">The place of each n-gram in the result.</param>
/// <param name="PoolInt64s">The n-grams one after the other, where x holds integers.</param>
/// <param name="PoolStrings">The n-grams one after the other, where x holds texts.</param>
/// <param name="Weights">The weight of each n-gram; 1 when left out.</param>
public sealed record TfIdfVectorizer(
    int MaxGramLength, int MaxSkipCount, int MinGramLength, string Mode, Ints NgramCounts, Ints NgramIndexes,
    [property: OnnxName("pool_int64s")] ListOf<long> PoolInt64s = default, ListOf<string> PoolStrings = default, ListOf<float> Weights = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 1, 2);
        if (Mode is not ("TF" or "IDF" or "TFIDF")) throw i.Error($"mode '{Mode}' is none of TF, IDF, TFIDF");
        bool text = i.Element(0) == ElementType.String;
        if (!text && i.Element(0) is not (ElementType.Int32 or ElementType.Int64)) throw i.Error($"takes texts, Int32 or Int64, not {i.Element(0)}");
        if ((text ? PoolStrings.Length : PoolInt64s.Length) == 0) throw i.Error($"the pool of {(text ? "texts (pool_strings)" : "integers (pool_int64s)")} is empty");
        if (Weights.Length > 0 && Weights.Length != NgramIndexes.Length) throw i.Error($"there are {Weights.Length} weights for {NgramIndexes.Length} n-grams");
        int last = -1;
        foreach (int index in NgramIndexes) last = index >= 0 ? Math.Max(last, index) : throw i.Error($"ngram_indexes holds {index}");
        i.Output(ElementType.Float32, i.Shape(0).With(-1, checked(last + 1)));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Input(0).Type == ElementType.String) Count(k, PoolStrings.Values, k.Input(0).Strings);
        else if (k.Input(0).Type == ElementType.Int64) Count(k, PoolInt64s.Values, k.Input(0).AsSpan<long>());
        else Count(k, PoolInt64s.Values, k.Integers(0));
    }

    private void Count<T>(Kernel k, ReadOnlySpan<T> pool, ReadOnlySpan<T> x) where T : notnull
    {
        if (k.Kept is not GramPool<T> grams) k.Kept = grams = new GramPool<T>(pool, NgramCounts, NgramIndexes.Length);
        Span<float> y = k.Output(0).AsSpan<float>();
        y.Clear();
        int items = k.Input(0).Shape[-1], columns = k.Output(0).Shape[-1], lines = items == 0 ? 0 : x.Length / items;
        for (int line = 0; line < lines; line++)
        {
            ReadOnlySpan<T> text = x.Slice(line * items, items);
            Span<float> counts = y.Slice(line * columns, columns);
            for (int skip = 0; skip <= MaxSkipCount; skip++)
                for (int start = 0; start < items; start++)
                {
                    int node = 0;
                    // A single item is the same with any distance to the next: it counts once.
                    for (int n = 1, at = start; n <= MaxGramLength && at < items && grams.Next(ref node, text[at]); n++, at += skip + 1)
                        if (n >= MinGramLength && (n > 1 || skip == 0) && grams.Gram(node) is >= 0 and var gram) counts[NgramIndexes[gram]]++;
                }
            if (Mode == "TF") continue;
            for (int gram = 0; gram < NgramIndexes.Length; gram++)
            {
                ref float count = ref counts[NgramIndexes[gram]];
                float weight = Weights.Length > 0 ? Weights[gram] : 1;
                count = Mode == "TFIDF" ? count * weight : count > 0 ? weight : 0;
            }
        }
    }
}

/// <summary>Registers <see cref="TfIdfVectorizer"/>.</summary>
internal static class TfIdfVectorizerBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<TfIdfVectorizer>();
}

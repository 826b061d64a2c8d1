using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The classes of a classical classifier, named by texts or by integers, and the result that holds the winning one of each row.</summary>
internal readonly struct ClassLabels(ListOf<string> texts, ListOf<long> numbers)
{
    private readonly ListOf<string> _texts = texts;
    private readonly ListOf<long> _numbers = numbers;

    /// <summary>How many there are.</summary>
    public int Count => Math.Max(_texts.Length, _numbers.Length);

    /// <summary>The shape rule: one label for each of the rows.</summary>
    public void Infer(Inference i, Dim rows)
    {
        if (_texts.Length > 0 == _numbers.Length > 0)
            throw i.Error("the classes must be named either by classlabels_strings or by integers (classlabels_int64s, classlabels_ints)");
        i.Output(_texts.Length > 0 ? ElementType.String : ElementType.Int64, [rows]);
    }

    /// <summary>Writes the label of a row.</summary>
    public void Write(Tensor target, int row, int label)
    {
        if (_texts.Length > 0) target.Strings[row] = _texts[label];
        else target.AsSpan<long>()[row] = _numbers[label];
    }
}

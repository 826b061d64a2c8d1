using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class TextOperatorTests
{
    [Fact]
    public void TextsAreJoinedWithBroadcasting() =>
        Assert.Equal(["ax", "ay", "bx", "by"], Run(g => g.StringConcat(g.Graph.Constant(Tensor.OfStrings([1, 2], "x", "y"))), Tensor.OfStrings([2, 1], "a", "b"))[0].Strings.ToArray());

    [Fact]
    public void TextsAreCutAtWhiteSpaceOrADelimiter()
    {
        Tensor[] words = Run(new StringSplit(), Tensor.OfStrings([3], "  one two\tthree ", "", "x"));
        Assert.Equal("3x3", words[0].Shape.ToString());
        Assert.Equal(["one", "two", "three", "", "", "", "x", "", ""], words[0].Strings.ToArray());
        Assert.Equal([3, 0, 1], words[1].AsSpan<long>().ToArray());

        Tensor[] parts = Run(new StringSplit(",", 1), Tensor.OfStrings([2], "a,b,c", ","));
        Assert.Equal(["a", "b,c", "", ""], parts[0].Strings.ToArray());
        Assert.Equal(["a", "b c"], Run(new StringSplit(Maxsplit: 1), Tensor.OfStrings([1], "a  b c"))[0].Strings.ToArray());
    }

    [Fact]
    public void ExpressionsMustMatchTheWholeText() =>
        Assert.Equal([true, false, false], Run(new RegexFullMatch("a|b+"), Tensor.OfStrings([3], "bb", "ab", "bb\n"))[0].AsSpan<bool>().ToArray());

    [Fact]
    public void AnExpressionThatIsNoneIsRefusedWhenTheGraphIsBuilt()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.String, [1]);
        Assert.Contains("RegexFullMatch", Assert.Throws<ShapeException>(() => x.RegexFullMatch("(")).Message);
    }

    [Fact]
    public void StopWordsAreLeftOutAndNothingLeftIsAnEmptyText()
    {
        Assert.Equal(["DOG"], Run(new StringNormalizer("UPPER", false, "", ["the"]), Tensor.OfStrings([2], "The", "dog"))[0].Strings.ToArray());
        Assert.Equal(["The", "dog"], Run(new StringNormalizer("NONE", true, "", ["the"]), Tensor.OfStrings([2], "The", "dog"))[0].Strings.ToArray());
        Assert.Equal("1x1", Run(new StringNormalizer(Stopwords: ["a"]), Tensor.OfStrings([1, 2], "a", "A"))[0].Shape.ToString());
    }

    [Fact]
    public void GramsMayLeaveItemsOut()
    {
        // 1 .. 3 with one item between is a gram of distance 2; single items count once, whatever the distance.
        var op = new TfIdfVectorizer(2, 1, 1, "TF", [0, 1], [0, 1], [2, 1, 3]);
        Assert.Equal([1, 2], Run(op, Tensor.Of<long>([5], 1, 2, 3, 1, 3))[0].AsSpan<float>().ToArray());
        var wrong = new TfIdfVectorizer(2, 0, 1, "TF", [0, 2], [0, 1, 2], [1, 2, 3]);
        Assert.Contains("2-grams", Assert.Throws<ExecutionException>(() => Run(wrong, Tensor.Of<long>([1], 1))).Message);
    }

    private static Tensor[] Run(Operator op, Tensor x)
    {
        var graph = new Graph();
        Node node = graph.AddNode(op, graph.Input("x", x.Type, x.Shape));
        for (int o = 0; o < node.Outputs.Count; o++) graph.Output($"y{o}", node.Outputs[o]);
        return ReferenceExecutor.Run(graph, [x]);
    }

    private static Tensor[] Run(Func<Value, Value> build, Tensor x)
    {
        var graph = new Graph();
        graph.Output("y", build(graph.Input("x", x.Type, x.Shape)));
        return ReferenceExecutor.Run(graph, [x]);
    }
}

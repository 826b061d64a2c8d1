namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Files of attentions and other operators of transformers give what ONNX Runtime 1.30 gave for them when these tests were written.</summary>
public class OnnxAttentionTests
{
    public static TheoryData<string> Names => [.. AttentionCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivesWhatOnnxRuntimeGives(string name) => NodeExpectation.Check(AttentionCases.All.Single(c => c.Name == name), AttentionExpectations.Lines);
}

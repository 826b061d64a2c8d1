namespace MlNetDeepLearning.Tests.Conformance.Onnx;

/// <summary>How far results may be from what is expected.</summary>
/// <param name="Relative">The difference that is allowed for each unit of the expected number.</param>
/// <param name="Absolute">The difference that is allowed besides.</param>
/// <param name="IsRandom">True when the numbers come from another random generator, so that only element types and shapes can be compared.</param>
internal sealed record OnnxTolerance(double Relative, double Absolute, bool IsRandom = false)
{
    // What ONNX's own runner allows.
    private static readonly OnnxTolerance Default = new(1e-3, 1e-7);
    private static readonly OnnxTolerance Random = Default with { IsRandom = true };

    // Cases whose expected numbers were drawn by NumPy's generator, which the specification does not ask for.
    private static readonly Dictionary<string, OnnxTolerance> Others = new()
    {
        ["test_bernoulli"] = Random,
        ["test_bernoulli_double"] = Random,
        ["test_bernoulli_double_expanded"] = Random,
        ["test_bernoulli_expanded"] = Random,
        ["test_bernoulli_seed"] = Random,
        ["test_bernoulli_seed_expanded"] = Random,
        ["test_training_dropout"] = Random,
        ["test_training_dropout_default"] = Random,
        ["test_training_dropout_default_mask"] = Random,
        ["test_training_dropout_mask"] = Random,
    };

    public static OnnxTolerance Of(string name) => Others.GetValueOrDefault(name, Default);

    /// <summary>The cases with a tolerance of their own.</summary>
    public static IEnumerable<string> Names => Others.Keys;
}

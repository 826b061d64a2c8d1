namespace Microsoft.ML.Transforms;

/// <summary>The base of options of transforms.</summary>
public abstract class TransformInputBase
{
    private protected TransformInputBase() { }
}

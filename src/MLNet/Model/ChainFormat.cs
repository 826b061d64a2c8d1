using Microsoft.ML.Data;

namespace Microsoft.ML.Model;

/// <summary>Writes and reads chains of transformers.</summary>
internal static class ChainFormat
{
    public const string Kind = "Chain";

    public static void Write(ModelWriter writer, ITransformerChainAccessor chain)
    {
        writer.Kind(Kind);
        writer.Texts("scopes", chain.Scopes.Select(scope => scope.ToString()));
        writer.Parts("transformers", chain.Transformers);
    }

    public static TransformerChain<ITransformer> Read(ModelReader reader)
    {
        ITransformer[] transformers = reader.Parts<ITransformer>("transformers");
        return new TransformerChain<ITransformer>(transformers, reader.Texts("scopes").Select(Enum.Parse<TransformerScope>));
    }
}

using System.Text.Json.Nodes;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>A field-aware factorization machine.</summary>
public sealed class FieldAwareFactorizationMachineModelParameters : ModelParametersBase<float>
{
    internal const string Kind = "FieldAwareFactorizationMachineModel";

    internal FieldAwareFactorizationMachineModelParameters(FieldAwareMachine machine) => Machine = machine;

    internal FieldAwareMachine Machine { get; }

    /// <summary>The number of fields.</summary>
    public int FieldCount => Machine.Fields;

    /// <summary>The number of features of all fields.</summary>
    public int FeatureCount => Machine.Features;

    /// <summary>The length of the vectors.</summary>
    public int LatentDimension => Machine.Dimension;

    /// <summary>The weight of each feature.</summary>
    public IReadOnlyList<float> GetLinearWeights() => Array.AsReadOnly(Machine.Linear);

    /// <summary>The vectors: for each feature, for each field, one.</summary>
    public IReadOnlyList<float> GetLatentWeights() => Array.AsReadOnly(Machine.Latent);

    internal static FieldAwareFactorizationMachineModelParameters Load(ModelReader reader)
    {
        int[] starts = reader.Ints("starts");
        int dimension = reader.Int("dimension");
        if (starts.Length < 2 || starts[0] != 0 || dimension < 1 || starts.Zip(starts.Skip(1)).Any(pair => pair.Second <= pair.First)
            || (long)starts[^1] * (starts.Length - 1) * dimension > Array.MaxLength)
            throw reader.Invalid("the fields do not go together");
        return new(new FieldAwareMachine(starts, dimension, reader.Flag("normalize"), reader.Floats("linear", starts[^1]), reader.Floats("latent", starts[^1] * (starts.Length - 1) * dimension)));
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Set("starts", new JsonArray([.. Machine.Starts.Select(start => (JsonNode)start)]));
        writer.Set("dimension", Machine.Dimension);
        writer.Set("normalize", Machine.Normalize);
        writer.Floats("linear", Machine.Linear);
        writer.Floats("latent", Machine.Latent);
    }
}

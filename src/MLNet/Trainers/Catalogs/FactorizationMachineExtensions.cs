using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>The trainer of field-aware factorization machines.</summary>
public static class FactorizationMachineExtensions
{
    /// <summary>A field-aware factorization machine over several fields.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="featureColumnNames">The columns of features, each a field.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    public static FieldAwareFactorizationMachineTrainer FieldAwareFactorizationMachine(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string[] featureColumnNames, string labelColumnName = "Label", string? exampleWeightColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(featureColumnNames);
        if (featureColumnNames.Length == 0) throw new ArgumentException("A factorization machine needs at least one column of features.", nameof(featureColumnNames));
        return new(catalog.Owner.Environment, new FieldAwareFactorizationMachineTrainer.Options
        {
            FeatureColumnName = featureColumnNames[0],
            ExtraFeatureColumns = featureColumnNames[1..],
            LabelColumnName = labelColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });
    }

    /// <summary>A factorization machine over one field.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    public static FieldAwareFactorizationMachineTrainer FieldAwareFactorizationMachine(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string featureColumnName = "Features", string labelColumnName = "Label", string? exampleWeightColumnName = null)
        => FieldAwareFactorizationMachine(catalog, [featureColumnName], labelColumnName, exampleWeightColumnName);

    /// <summary>A field-aware factorization machine.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static FieldAwareFactorizationMachineTrainer FieldAwareFactorizationMachine(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        FieldAwareFactorizationMachineTrainer.Options options) => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));
}

using Microsoft.ML.Transforms;
using MlNetDeepLearning.Formats.TensorFlow;

namespace Microsoft.ML;

/// <summary>Loads TensorFlow models.</summary>
public static class TensorflowCatalog
{
    /// <summary>Loads a TensorFlow model: a frozen graph (<c>.pb</c>), a graph with its weights (<c>.meta</c>), or the folder of a SavedModel.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelLocation">The file or folder.</param>
    public static TensorFlowModel LoadTensorFlowModel(this ModelOperationsCatalog catalog, string modelLocation) => LoadTensorFlowModel(catalog, modelLocation, treatOutputAsBatched: true);

    /// <summary>Loads a TensorFlow model: a frozen graph (<c>.pb</c>), a graph with its weights (<c>.meta</c>), or the folder of a SavedModel.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelLocation">The file or folder.</param>
    /// <param name="treatOutputAsBatched">
    /// Whether the first dimension of a result, where it is not known, counts rows, so that a column holds what lies behind it; when false the column
    /// has that dimension too, of a length that is not known.
    /// </param>
    public static TensorFlowModel LoadTensorFlowModel(this ModelOperationsCatalog catalog, string modelLocation, bool treatOutputAsBatched)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelLocation);
        if (!File.Exists(modelLocation) && !Directory.Exists(modelLocation))
            throw new FileNotFoundException($"The TensorFlow model '{modelLocation}' does not exist.", modelLocation);
        return new TensorFlowModel(TensorFlowFile.Open(modelLocation), modelLocation, treatOutputAsBatched);
    }
}

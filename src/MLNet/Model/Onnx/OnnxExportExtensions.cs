using Microsoft.ML.Model.Onnx;

namespace Microsoft.ML;

/// <summary>Writes models as ONNX files.</summary>
public static class OnnxExportExtensions
{
    /// <summary>
    /// Writes a model as an ONNX file. The columns of the data become inputs of the same names, of shape [rows, size of the vector]; each column
    /// that comes out of the model becomes an output named <c>COLUMN.output</c>. <c>ApplyOnnxModel</c> gives columns of the old names again.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="transform">The model.</param>
    /// <param name="inputData">Data of the schema that the model is applied to; none of its rows is read.</param>
    /// <param name="stream">Receives the file; it stays open.</param>
    /// <exception cref="NotSupportedException">A transformer of the model, which the message names, has no form in ONNX.</exception>
    public static void ConvertToOnnx(this ModelOperationsCatalog catalog, ITransformer transform, IDataView inputData, Stream stream)
        => OnnxConversion.Write(catalog, transform, inputData, stream, null, []);

    /// <summary>Writes a model as an ONNX file with the lowest operator set that it may name.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="transform">The model.</param>
    /// <param name="inputData">Data of the schema that the model is applied to; none of its rows is read.</param>
    /// <param name="opSetVersion">The version of ONNX's operator set. Files are written for 13 and newer: for an older one a warning is logged and 13 written.</param>
    /// <param name="stream">Receives the file; it stays open.</param>
    /// <exception cref="NotSupportedException">A transformer of the model, which the message names, has no form in ONNX, or none in that version.</exception>
    public static void ConvertToOnnx(this ModelOperationsCatalog catalog, ITransformer transform, IDataView inputData, int opSetVersion, Stream stream)
        => OnnxConversion.Write(catalog, transform, inputData, stream, opSetVersion, []);

    /// <summary>Writes a model as an ONNX file with some of its outputs, and the inputs that they need.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="transform">The model.</param>
    /// <param name="inputData">Data of the schema that the model is applied to; none of its rows is read.</param>
    /// <param name="stream">Receives the file; it stays open.</param>
    /// <param name="outputColumns">The columns to write; none for all.</param>
    /// <exception cref="NotSupportedException">A transformer of the model, which the message names, has no form in ONNX.</exception>
    public static void ConvertToOnnx(this ModelOperationsCatalog catalog, ITransformer transform, IDataView inputData, Stream stream, params string[] outputColumns)
        => OnnxConversion.Write(catalog, transform, inputData, stream, null, outputColumns);
}

using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML;

/// <summary>Loads and saves data in binary form, which keeps types and annotations.</summary>
public static class BinaryLoaderSaverCatalog
{
    /// <summary>Loads data that <see cref="SaveAsBinary"/> saved. Rows are read as they are asked for.</summary>
    /// <exception cref="FormatException">The file is not of that form.</exception>
    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, IMultiStreamSource fileSource)
    {
        ArgumentNullException.ThrowIfNull(fileSource);
        return new BinaryDataView(fileSource);
    }

    /// <summary>Loads data that <see cref="SaveAsBinary"/> saved. Rows are read as they are asked for.</summary>
    /// <exception cref="FormatException">The file is not of that form.</exception>
    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path) ? catalog.LoadFromBinary(new MultiFileSource(path)) : throw new FileNotFoundException($"There is no file {path}.", path);
    }

    /// <summary>Saves data in binary form. Columns of types that only the program knows are left out.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The data.</param>
    /// <param name="stream">Receives the bytes; it stays open.</param>
    /// <param name="keepHidden">Whether columns that a later one of the same name hides are written too.</param>
    public static void SaveAsBinary(this DataOperationsCatalog catalog, IDataView data, Stream stream, bool keepHidden = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stream);
        DataViewSchema.Column[] columns = [.. data.Schema.Where(column => (keepHidden || !column.IsHidden) && column.Type is (PrimitiveDataViewType or VectorDataViewType) && TypeFormat.CanWrite(column.Type))];
        if (columns.Length == 0) throw new ArgumentException("The data has no column that can be saved.", nameof(data));
        BinaryFormat.Save(data, columns, stream);
    }
}

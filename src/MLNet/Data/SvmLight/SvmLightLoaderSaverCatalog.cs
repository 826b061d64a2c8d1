namespace Microsoft.ML.Data;

/// <summary>Loads and saves text in the format of SVM-light, which <see cref="SvmLightLoader"/> describes.</summary>
public static class SvmLightLoaderSaverCatalog
{
    /// <summary>Makes a loader of files whose features have indices.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="numberOfRows">How many rows of the sample are looked at for the number of features; null for all.</param>
    /// <param name="inputSize">The number of features; 0 takes the largest index in <paramref name="dataSample"/>.</param>
    /// <param name="zeroBased">Whether indices start with 0, not 1.</param>
    /// <param name="dataSample">Data that tells the number of features where <paramref name="inputSize"/> is 0.</param>
    public static SvmLightLoader CreateSvmLightLoader(this DataOperationsCatalog catalog, long? numberOfRows = null, int inputSize = 0, bool zeroBased = false,
        IMultiStreamSource? dataSample = null)
    {
        CheckRows(numberOfRows);
        ArgumentOutOfRangeException.ThrowIfNegative(inputSize);
        if (inputSize == 0 && dataSample is not { Count: > 0 })
            throw new ArgumentException("How many features there are must be seen in data: pass a dataSample, or set inputSize.", nameof(dataSample));
        return new SvmLightLoader(catalog.Environment, inputSize > 0 ? new SvmLightFeatures(inputSize, zeroBased) : SvmLightFeatures.OfIndices(dataSample!, zeroBased, numberOfRows));
    }

    /// <summary>Makes a loader of files whose features have names in place of indices. The names are those of the sample, in the order in which they occur there; values of other
    /// names are left out.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="numberOfRows">How many rows of the sample are looked at for names; null for all.</param>
    /// <param name="dataSample">Data that tells the names.</param>
    public static SvmLightLoader CreateSvmLightLoaderWithFeatureNames(this DataOperationsCatalog catalog, long? numberOfRows = null, IMultiStreamSource? dataSample = null)
    {
        CheckRows(numberOfRows);
        if (dataSample is not { Count: > 0 }) throw new ArgumentException("The names of the features must be seen in data: pass a dataSample.", nameof(dataSample));
        return new SvmLightLoader(catalog.Environment, SvmLightFeatures.OfNames(dataSample, numberOfRows));
    }

    /// <summary>Loads a file whose features have indices.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, a folder, a pattern such as <c>data/part-*.txt</c>, or several of these joined with <c>+</c>.</param>
    /// <param name="numberOfRows">How many rows are looked at for the number of features; null for all. All rows are loaded.</param>
    /// <param name="inputSize">The number of features; 0 takes the largest index in the file.</param>
    /// <param name="zeroBased">Whether indices start with 0, not 1.</param>
    public static IDataView LoadFromSvmLightFile(this DataOperationsCatalog catalog, string path, long? numberOfRows = null, int inputSize = 0, bool zeroBased = false)
    {
        MultiFileSource files = MultiFileSource.Existing(path);
        return catalog.CreateSvmLightLoader(numberOfRows, inputSize, zeroBased, files).Load(files);
    }

    /// <summary>Loads a file whose features have names in place of indices.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, a folder, a pattern such as <c>data/part-*.txt</c>, or several of these joined with <c>+</c>.</param>
    /// <param name="numberOfRows">How many rows are looked at for names; null for all. All rows are loaded.</param>
    public static IDataView LoadFromSvmLightFileWithFeatureNames(this DataOperationsCatalog catalog, string path, long? numberOfRows = null)
    {
        MultiFileSource files = MultiFileSource.Existing(path);
        return catalog.CreateSvmLightLoaderWithFeatureNames(numberOfRows, files).Load(files);
    }

    /// <summary>Saves data in the format of SVM-light, which <see cref="LoadFromSvmLightFile"/> reads back. Values that are 0 are left out, and features are written by their indices.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The data.</param>
    /// <param name="stream">Receives the text as UTF-8; it stays open.</param>
    /// <param name="zeroBasedIndexing">Whether indices start with 0, not 1.</param>
    /// <param name="binaryLabel">Whether labels are written as 1 where they are positive, as -1 where they are not, and as 0 where they are missing.</param>
    /// <param name="labelColumnName">The column of labels: numbers, truth values, or keys, which are written from 0 on.</param>
    /// <param name="featureColumnName">The column of features, vectors of <see cref="float"/>.</param>
    /// <param name="rowGroupColumnName">The column of groups, which are keys and written from 0 on; null for none.</param>
    /// <param name="exampleWeightColumnName">The column of weights; null for none.</param>
    public static void SaveInSvmLightFormat(this DataOperationsCatalog catalog, IDataView data, Stream stream, bool zeroBasedIndexing = false, bool binaryLabel = false,
        string labelColumnName = "Label", string featureColumnName = "Features", string? rowGroupColumnName = null, string? exampleWeightColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stream);
        new SvmLightSaving(data, zeroBasedIndexing, binaryLabel).Save(catalog.Environment, stream, labelColumnName, featureColumnName, rowGroupColumnName, exampleWeightColumnName);
    }

    private static void CheckRows(long? numberOfRows) => ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numberOfRows ?? 1, nameof(numberOfRows));
}

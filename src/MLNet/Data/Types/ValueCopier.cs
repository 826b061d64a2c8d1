namespace Microsoft.ML.Data;

/// <summary>Copies a value so that it stays as it is when the row it came from moves on.</summary>
internal delegate void ValueCopier<T>(in T source, ref T target);

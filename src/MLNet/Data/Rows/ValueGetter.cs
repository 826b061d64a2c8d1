namespace Microsoft.ML;

/// <summary>
/// Writes the value of one column in the row that a cursor stands on into <paramref name="value"/>, whose buffers are used again where they fit.
/// </summary>
/// <typeparam name="TValue">The raw type of the column.</typeparam>
/// <param name="value">Receives the value.</param>
public delegate void ValueGetter<TValue>(ref TValue value);

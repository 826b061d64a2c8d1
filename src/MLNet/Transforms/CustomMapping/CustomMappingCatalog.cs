using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms and filters that are a user's own code.</summary>
public static class CustomMappingCatalog
{
    /// <summary>Computes new columns with a user's code, row by row.</summary>
    /// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
    /// <typeparam name="TDst">The class of the new columns.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mapAction">The code. It must be thread-safe and depend on nothing but the row.</param>
    /// <param name="contractName">
    /// The name under which models refer to it: that of the <see cref="CustomMappingFactoryAttributeAttribute"/> of a <see cref="CustomMappingFactory{TSrc, TDst}"/> in an
    /// assembly that is loaded, or registered with the context's component catalog, where the model is loaded. Without a name the transformer cannot be saved.
    /// </param>
    /// <param name="inputSchemaDefinition">Which members of <typeparamref name="TSrc"/> take columns; null takes what the attributes say.</param>
    /// <param name="outputSchemaDefinition">Which members of <typeparamref name="TDst"/> are columns; null takes what the attributes say.</param>
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(this TransformsCatalog catalog, Action<TSrc, TDst> mapAction, string? contractName,
        SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null) where TSrc : class, new() where TDst : class, new()
        => new(mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);

    /// <summary>Computes new columns with a user's code that remembers something from row to row.</summary>
    /// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
    /// <typeparam name="TDst">The class of the new columns.</typeparam>
    /// <typeparam name="TState">The class of what is remembered; each cursor has its own.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mapAction">The code; it sees the rows in order.</param>
    /// <param name="stateInitAction">Prepares what is remembered before the first row.</param>
    /// <param name="contractName">The name of a <see cref="StatefulCustomMappingFactory{TSrc, TDst, TState}"/>; without one the transformer cannot be saved.</param>
    public static StatefulCustomMappingEstimator<TSrc, TDst, TState> StatefulCustomMapping<TSrc, TDst, TState>(this TransformsCatalog catalog, Action<TSrc, TDst, TState> mapAction,
        Action<TState> stateInitAction, string? contractName) where TSrc : class, new() where TDst : class, new() where TState : class, new()
        => new(mapAction, stateInitAction, contractName);

    /// <summary>Leaves out the rows for which a user's code says true.</summary>
    /// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The data.</param>
    /// <param name="filterPredicate">Says true for rows to leave out.</param>
    public static IDataView FilterByCustomPredicate<TSrc>(this DataOperationsCatalog catalog, IDataView input, Func<TSrc, bool> filterPredicate) where TSrc : class, new()
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(filterPredicate);
        ObjectWriter<TSrc> writer = new(input.Schema, null, ignoreMissingColumns: false);
        return new FilteredDataView(input, [.. writer.Columns], cursor =>
        {
            Action<TSrc> fill = writer.Bind(cursor);
            return () =>
            {
                TSrc row = new();
                fill(row);
                return !filterPredicate(row);
            };
        });
    }

    /// <summary>Leaves out the rows for which a user's code says true that remembers something from row to row.</summary>
    /// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
    /// <typeparam name="TState">The class of what is remembered; each cursor has its own.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The data.</param>
    /// <param name="filterPredicate">Says true for rows to leave out; it sees the rows in order.</param>
    /// <param name="stateInitAction">Prepares what is remembered before the first row.</param>
    public static IDataView FilterByStatefulCustomPredicate<TSrc, TState>(this DataOperationsCatalog catalog, IDataView input, Func<TSrc, TState, bool> filterPredicate,
        Action<TState> stateInitAction) where TSrc : class, new() where TState : class, new()
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(filterPredicate);
        ObjectWriter<TSrc> writer = new(input.Schema, null, ignoreMissingColumns: false);
        return new FilteredDataView(new OrderedDataView(input), [.. writer.Columns], cursor =>
        {
            Action<TSrc> fill = writer.Bind(cursor);
            TState state = new();
            stateInitAction?.Invoke(state);
            return () =>
            {
                TSrc row = new();
                fill(row);
                return !filterPredicate(row, state);
            };
        });
    }
}

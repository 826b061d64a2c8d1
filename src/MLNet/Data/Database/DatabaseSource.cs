using System.Data.Common;

namespace Microsoft.ML.Data;

/// <summary>A query to a database.</summary>
public sealed class DatabaseSource
{
    private const int DefaultTimeout = 30;

    /// <summary>A query that has 30 seconds.</summary>
    /// <param name="providerFactory">The provider of the kind of database.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="commandText">The query.</param>
    public DatabaseSource(DbProviderFactory providerFactory, string connectionString, string commandText)
        : this(providerFactory, connectionString, commandText, DefaultTimeout) { }

    /// <summary>A query.</summary>
    /// <param name="providerFactory">The provider of the kind of database.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="commandText">The query.</param>
    /// <param name="commandTimeoutInSeconds">The time it has, in seconds; 0 is no limit.</param>
    public DatabaseSource(DbProviderFactory providerFactory, string connectionString, string commandText, int commandTimeoutInSeconds)
    {
        ArgumentNullException.ThrowIfNull(providerFactory);
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentException.ThrowIfNullOrWhiteSpace(commandText);
        ArgumentOutOfRangeException.ThrowIfNegative(commandTimeoutInSeconds);
        ProviderFactory = providerFactory;
        ConnectionString = connectionString;
        CommandText = commandText;
        CommandTimeoutInSeconds = commandTimeoutInSeconds;
    }

    /// <summary>The query.</summary>
    public string CommandText { get; }

    /// <summary>The time the query has, in seconds; 0 is no limit.</summary>
    public int CommandTimeoutInSeconds { get; }

    /// <summary>The database.</summary>
    public string ConnectionString { get; }

    /// <summary>The provider of the kind of database.</summary>
    public DbProviderFactory ProviderFactory { get; }
}

namespace Microsoft.ML;

/// <summary>The base of attributes that name a class under which models refer to it.</summary>
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(contractName);
        ContractName = contractName;
    }

    /// <summary>The name.</summary>
    public string ContractName { get; }
}

namespace Microsoft.ML.Data;

/// <summary>
/// The base of attributes that say of which data view type a member of a user's class is, where its .NET type alone does not say it.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    /// <summary>Makes the attribute.</summary>
    protected DataViewTypeAttribute() { }

    /// <summary>Tells <c>DataViewTypeManager</c> which data view type and .NET type belong to this attribute.</summary>
    public abstract void Register();

    /// <summary>Whether both attributes stand for the same data view type.</summary>
    public abstract bool Equals(DataViewTypeAttribute? other);
}

using System.Reflection;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a provider of functions.</summary>
public delegate void SignatureFunctionProvider();

/// <summary>Provides functions that expressions can call.</summary>
public interface IFunctionProvider
{
    /// <summary>The name of the set of functions.</summary>
    string NameSpace { get; }

    /// <summary>The functions of that name, one for each combination of types; null where there is none.</summary>
    MethodInfo[] Lookup(string name);

    /// <summary>The value of a call whose arguments make it constant; null where they do not.</summary>
    /// <param name="name">The name of the function.</param>
    /// <param name="meth">The function.</param>
    /// <param name="values">The arguments that are constant; null for the others.</param>
    object ResolveToConstant(string name, MethodInfo meth, object[] values);
}

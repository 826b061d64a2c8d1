using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>Knows the assemblies in which components that a model file refers to by name, such as custom mappings, are looked for.</summary>
public sealed class ComponentCatalog
{
    private readonly HashSet<Assembly> _assemblies = [];

    internal ComponentCatalog() { }

    internal IReadOnlyCollection<Assembly> Assemblies
    {
        get { lock (_assemblies) return [.. _assemblies]; }
    }

    /// <summary>Adds the components of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="throwOnError">Not used: registering reads nothing, so nothing can fail.</param>
    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (_assemblies) _assemblies.Add(assembly);
    }
}

/// <summary>Makes components.</summary>
public interface IComponentFactory;

/// <summary>Makes components.</summary>
public interface IComponentFactory<out TComponent> : IComponentFactory
{
    /// <summary>Makes a component.</summary>
    TComponent CreateComponent(IHostEnvironment env);
}

/// <summary>Makes components from one argument.</summary>
public interface IComponentFactory<in TArg1, out TComponent> : IComponentFactory
{
    /// <summary>Makes a component.</summary>
    TComponent CreateComponent(IHostEnvironment env, TArg1 argument1);
}

/// <summary>Makes components from two arguments.</summary>
public interface IComponentFactory<in TArg1, in TArg2, out TComponent> : IComponentFactory
{
    /// <summary>Makes a component.</summary>
    TComponent CreateComponent(IHostEnvironment env, TArg1 argument1, TArg2 argument2);
}

/// <summary>Makes components from three arguments.</summary>
public interface IComponentFactory<in TArg1, in TArg2, in TArg3, out TComponent> : IComponentFactory
{
    /// <summary>Makes a component.</summary>
    TComponent CreateComponent(IHostEnvironment env, TArg1 argument1, TArg2 argument2, TArg3 argument3);
}

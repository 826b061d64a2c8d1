using System.Reflection;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms;

/// <summary>Names a factory of a custom mapping, so that models can refer to it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomMappingFactoryAttributeAttribute : ExtensionBaseAttribute
{
    /// <summary>Makes the attribute.</summary>
    /// <param name="contractName">The name that the mapping was made with.</param>
    public CustomMappingFactoryAttributeAttribute(string contractName) : base(contractName) { }
}

/// <summary>Makes the transformer of a mapping that a loaded model refers to.</summary>
internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(string contractName);
}

/// <summary>The base of classes that give a mapping to models that are loaded. It needs a <see cref="CustomMappingFactoryAttributeAttribute"/> and a public constructor without parameters.</summary>
/// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
/// <typeparam name="TDst">The class of the new columns.</typeparam>
public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory where TSrc : class, new() where TDst : class, new()
{
    /// <summary>Makes the factory.</summary>
    protected CustomMappingFactory() { }

    /// <summary>The mapping.</summary>
    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(string contractName) => new CustomMappingTransformer<TSrc, TDst>(GetMapping(), contractName, null, null);
}

/// <summary>The base of classes that give a mapping with memory to models that are loaded.</summary>
/// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
/// <typeparam name="TDst">The class of the new columns.</typeparam>
/// <typeparam name="TState">The class of what is remembered.</typeparam>
public abstract class StatefulCustomMappingFactory<TSrc, TDst, TState> : ICustomMappingFactory where TSrc : class, new() where TDst : class, new() where TState : class, new()
{
    /// <summary>Makes the factory.</summary>
    protected StatefulCustomMappingFactory() { }

    /// <summary>The mapping.</summary>
    public abstract Action<TSrc, TDst, TState> GetMapping();

    /// <summary>What prepares the memory before the first row.</summary>
    public abstract Action<TState> GetStateInitAction();

    ITransformer ICustomMappingFactory.CreateTransformer(string contractName) => new StatefulCustomMappingTransformer<TSrc, TDst, TState>(GetMapping(), GetStateInitAction(), contractName);
}

/// <summary>
/// How custom mappings stand in model files: as the names of their contracts. Code is found only in classes that say they stand for that name, in the assemblies that the
/// program has registered or, where there is none, in those it has loaded.
/// </summary>
internal static class CustomMappingFormat
{
    public const string Kind = "CustomMapping";

    public static void Write(ModelWriter writer, string? contractName)
    {
        if (string.IsNullOrEmpty(contractName))
            throw new InvalidOperationException("A custom mapping without a contract name cannot be saved. Give it one, and make a CustomMappingFactory with a CustomMappingFactoryAttribute of that name.");
        writer.Kind(Kind);
        writer.Set("contract", contractName);
    }

    public static ITransformer Load(ModelReader reader)
    {
        string contract = reader.Text("contract");
        Type[] found = Find(reader.Components, contract);
        if (found.Length == 0) found = Find(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetReferencedAssemblies().Any(name => name.Name == typeof(IDataView).Assembly.GetName().Name)), contract);
        return found switch
        {
            [Type factory] => ((ICustomMappingFactory)Activator.CreateInstance(factory)!).CreateTransformer(contract),
            [] => throw reader.Invalid($"no class stands for the custom mapping '{contract}'. Load the assembly with its CustomMappingFactory first, or call mlContext.ComponentCatalog.RegisterAssembly with it"),
            _ => throw reader.Invalid($"several classes stand for the custom mapping '{contract}': {string.Join(", ", found.Select(type => type.FullName))}"),
        };
    }

    private static Type[] Find(IEnumerable<Assembly> assemblies, string contract) => [.. assemblies.SelectMany(TypesOf).Where(type => typeof(ICustomMappingFactory).IsAssignableFrom(type) && !type.IsAbstract
        && type.GetCustomAttribute<CustomMappingFactoryAttributeAttribute>(false)?.ContractName == contract)];

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            return error.Types.OfType<Type>();
        }
    }
}

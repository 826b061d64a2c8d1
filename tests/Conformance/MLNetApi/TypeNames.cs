namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

/// <summary>Writes types in the two spellings of the listing: as in documentation IDs, and as in C# without namespaces.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Id(Type type)
    {
        if (type.IsByRef) return Id(type.GetElementType()!) + "@";
        if (type.IsPointer) return Id(type.GetElementType()!) + "*";
        if (type.IsArray)
            return Id(type.GetElementType()!) + (type.GetArrayRank() == 1 ? "[]" : "[" + string.Join(",", Enumerable.Repeat("0:", type.GetArrayRank())) + "]");
        if (type.IsGenericParameter) return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        // A type that mentions itself over its own parameters is its own definition, and listed so.
        if (!type.IsGenericType || type.IsGenericTypeDefinition) return DefinitionId(type);
        return WithArguments(type, Id);
    }

    /// <summary>The ID of a type as declared, with `1 for its parameters.</summary>
    public static string DefinitionId(Type type)
        => type.DeclaringType is { } outer ? $"{DefinitionId(outer)}.{type.Name}" : string.IsNullOrEmpty(type.Namespace) ? type.Name : $"{type.Namespace}.{type.Name}";

    public static string CSharp(Type type)
    {
        if (type.IsByRef) return CSharp(type.GetElementType()!);
        if (type.IsArray) return CSharp(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } inner) return CSharp(inner) + "?";
        if (Keywords.TryGetValue(type, out string? keyword)) return keyword;

        Type[] arguments = type.GetGenericArguments();
        int used = 0;
        List<string> parts = [];
        foreach (Type level in Levels(type))
        {
            string name = level.Name;
            int tick = name.IndexOf('`');
            if (tick >= 0)
            {
                int count = int.Parse(name[(tick + 1)..]);
                name = $"{name[..tick]}<{string.Join(", ", arguments.Skip(used).Take(count).Select(CSharp))}>";
                used += count;
            }
            parts.Add(name);
        }
        return string.Join(".", parts);
    }

    private static string WithArguments(Type type, Func<Type, string> write)
    {
        Type[] arguments = type.GetGenericArguments();
        int used = 0;
        List<string> parts = [];
        foreach (Type level in Levels(type))
        {
            string name = level.Name;
            int tick = name.IndexOf('`');
            if (tick >= 0)
            {
                int count = int.Parse(name[(tick + 1)..]);
                name = $"{name[..tick]}{{{string.Join(",", arguments.Skip(used).Take(count).Select(write))}}}";
                used += count;
            }
            parts.Add(name);
        }
        return $"{type.Namespace}.{string.Join(".", parts)}";
    }

    private static IEnumerable<Type> Levels(Type type)
        => type.DeclaringType is { } outer && !type.IsGenericParameter ? Levels(outer).Append(type) : [type];
}

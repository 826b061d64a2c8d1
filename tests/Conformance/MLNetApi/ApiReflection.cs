using System.Globalization;
using System.Reflection;

namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

/// <summary>Describes the visible surface of an assembly in the words of the listing.</summary>
internal static class ApiReflection
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<ApiEntry> Describe(Assembly assembly)
        => assembly.GetTypes().Where(IsVisible).SelectMany(Describe);

    private static bool IsVisible(Type type)
        => type.IsNested ? (type.IsNestedPublic || ((type.IsNestedFamily || type.IsNestedFamORAssem) && !type.DeclaringType!.IsSealed)) && IsVisible(type.DeclaringType!) : type.IsPublic;

    private static bool IsVisible(MethodBase? method)
        => method is not null && (method.IsPublic || (method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static IEnumerable<ApiEntry> Describe(Type type)
    {
        yield return TypeDescription.Of(type);
        if (typeof(Delegate).IsAssignableFrom(type)) yield break;

        foreach (FieldInfo field in type.GetFields(Declared))
        {
            if (!(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) || field.IsSpecialName) continue;
            yield return Describe(type, field);
        }
        if (type.IsEnum) yield break;

        foreach (PropertyInfo property in type.GetProperties(Declared))
        {
            bool get = IsVisible(property.GetMethod), set = IsVisible(property.SetMethod);
            if (get || set) yield return Describe(type, property, get, set);
        }
        foreach (EventInfo raised in type.GetEvents(Declared).Where(raised => IsVisible(raised.AddMethod)))
            yield return new ApiEntry($"E:{TypeNames.DefinitionId(type)}.{raised.Name}", "", TypeNames.CSharp(raised.EventHandlerType!), Modifiers(raised.AddMethod!));
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic && IsVisible(constructor)))
            yield return new ApiEntry($"M:{TypeNames.DefinitionId(type)}.#ctor{Ids(constructor.GetParameters())}", Parameters(constructor), "ctor", Modifiers(constructor));
        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_"))))
            yield return Describe(type, method);
    }

    private static ApiEntry Describe(Type type, FieldInfo field)
    {
        string id = $"F:{TypeNames.DefinitionId(type)}.{field.Name}";
        string fieldType = TypeNames.CSharp(field.FieldType);
        if (type.IsEnum) return new ApiEntry(id, "= " + Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture), fieldType, "enum value");
        string access = field.IsPublic ? "public" : "protected";
        if (field.IsLiteral) return new ApiEntry(id, "= " + Literals.CSharp(field.GetRawConstantValue(), field.FieldType), fieldType, access + " const");
        string initial = Defaults.Of(type) is { } sample ? "= " + Literals.CSharp(field.GetValue(sample), field.FieldType) : "";
        return new ApiEntry(id, initial, fieldType, access + (field.IsStatic ? " static" : "") + (field.IsInitOnly ? " readonly" : ""));
    }

    private static ApiEntry Describe(Type type, PropertyInfo property, bool get, bool set)
    {
        ParameterInfo[] index = property.GetIndexParameters();
        string narrower = get && set && property.GetMethod!.IsPublic && !property.SetMethod!.IsPublic ? "protected " : "";
        string accessors = $"{{ {(get ? "get; " : "")}{(set ? narrower + "set; " : "")}}}";
        string signature = index.Length == 0 ? accessors : $"this[{string.Join(", ", index.Select(p => $"{TypeNames.CSharp(p.ParameterType)} {p.Name}"))}] {accessors}";
        if (set && Defaults.Of(type) is { } sample) signature += " = " + Literals.CSharp(property.GetValue(sample), property.PropertyType);
        return new ApiEntry($"P:{TypeNames.DefinitionId(type)}.{property.Name}{Ids(index)}", signature, TypeNames.CSharp(property.PropertyType),
            Modifiers((get ? property.GetMethod : property.SetMethod)!));
    }

    private static ApiEntry Describe(Type type, MethodInfo method)
    {
        string arity = method.IsGenericMethodDefinition ? "``" + method.GetGenericArguments().Length : "";
        string generics = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        string constraints = string.Concat(method.GetGenericArguments().Select(argument => TypeDescription.Constraint(argument)));
        return new ApiEntry($"M:{TypeNames.DefinitionId(type)}.{method.Name}{arity}{Ids(method.GetParameters())}", generics + Parameters(method),
            "returns " + TypeNames.CSharp(method.ReturnType), Modifiers(method) + constraints);
    }

    private static string Ids(ParameterInfo[] parameters)
        => parameters.Length == 0 ? "" : $"({string.Join(",", parameters.Select(p => TypeNames.Id(p.ParameterType)))})";

    private static string Parameters(MethodBase method)
    {
        bool extension = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false);
        return $"({string.Join(", ", method.GetParameters().Select((p, i) => Parameter(p, extension && i == 0)))})";
    }

    private static string Parameter(ParameterInfo parameter, bool isThis)
    {
        string prefix = isThis ? "this " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : parameter.ParameterType.IsByRef ? parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref " : "";
        string initial = parameter.HasDefaultValue ? " = " + Literals.CSharp(parameter.DefaultValue, parameter.ParameterType) : "";
        return $"{prefix}{TypeNames.CSharp(parameter.ParameterType)} {parameter.Name}{initial}";
    }

    private static string Modifiers(MethodBase method)
    {
        string access = method.IsPublic ? "public" : "protected";
        if (method.IsStatic) return access + " static";
        if (method.DeclaringType!.IsInterface || method is not MethodInfo info || !info.IsVirtual) return access;
        bool isOverride = info.GetBaseDefinition() != info;
        if (info.IsAbstract) return access + (isOverride ? " abstract override" : " abstract");
        if (isOverride) return access + (info.IsFinal ? " sealed override" : " override");
        return access + (info.IsFinal ? "" : " virtual");
    }
}

using System.Reflection;

namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

/// <summary>Describes a type's declaration in the words of the listing.</summary>
internal static class TypeDescription
{
    public static ApiEntry Of(Type type)
    {
        string id = "T:" + TypeNames.DefinitionId(type);
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            string parameters = string.Join(", ", invoke.GetParameters().Select(p =>
                $"{(p.ParameterType.IsByRef ? p.IsOut ? "out " : p.IsIn ? "in " : "ref " : "")}{TypeNames.CSharp(p.ParameterType)} {p.Name}"));
            return new ApiEntry(id, $"public delegate {TypeNames.CSharp(type)}({parameters})", "returns " + TypeNames.CSharp(invoke.ReturnType), "");
        }
        string access = type.IsPublic || type.IsNestedPublic ? "public" : "protected";
        string constraints = string.Concat(type.GetGenericArguments().Select(Constraint));
        return new ApiEntry(id, $"{access} {Kind(type)} {TypeNames.CSharp(type)}{constraints}", $"base {Base(type)}; interfaces {Interfaces(type)}", "");
    }

    public static string Constraint(Type argument)
    {
        GenericParameterAttributes attributes = argument.GenericParameterAttributes;
        bool isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> parts = [];
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) parts.Add("class");
        if (isStruct) parts.Add("struct");
        parts.AddRange(argument.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(TypeNames.CSharp));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct) parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", parts)}";
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType)
        {
            bool isReadOnly = type.IsDefined(typeof(System.Runtime.CompilerServices.IsReadOnlyAttribute), false);
            return $"{(isReadOnly ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct";
        }
        return type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
    }

    private static string Base(Type type)
    {
        if (type.IsEnum) return TypeNames.CSharp(Enum.GetUnderlyingType(type));
        if (type.IsValueType || type.BaseType is null || type.BaseType == typeof(object)) return "-";
        return TypeNames.CSharp(type.BaseType);
    }

    private static string Interfaces(Type type)
    {
        if (type.IsEnum) return "-";
        Type[] all = type.GetInterfaces();
        HashSet<Type> implied = [.. all.SelectMany(one => one.GetInterfaces())];
        if (type.BaseType is { } parent) implied.UnionWith(parent.GetInterfaces());
        string[] own = [.. all.Where(one => !implied.Contains(one) && (one.IsPublic || one.IsNestedPublic)).Select(TypeNames.CSharp).Order(StringComparer.Ordinal)];
        return own.Length == 0 ? "-" : string.Join(", ", own);
    }
}

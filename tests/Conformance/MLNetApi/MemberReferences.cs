using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

/// <summary>Reads from an assembly's metadata which types and members of other assemblies it uses, as documentation IDs.</summary>
internal static class MemberReferences
{
    public static IReadOnlySet<string> Of(string assemblyPath, string namespacePrefix)
    {
        using PEReader file = new(File.OpenRead(assemblyPath));
        MetadataReader reader = file.GetMetadataReader();
        IdProvider ids = new();
        SortedSet<string> used = new(StringComparer.Ordinal);
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            string type = ids.GetTypeFromReference(reader, handle, 0);
            if (type.StartsWith(namespacePrefix, StringComparison.Ordinal)) used.Add("T:" + type);
        }
        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            string? parent = member.Parent.Kind switch
            {
                HandleKind.TypeReference => ids.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0),
                HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(ids, null),
                _ => null,
            };
            if (parent is null || !parent.StartsWith(namespacePrefix, StringComparison.Ordinal)) continue;
            parent = WithoutArguments(parent);
            string name = reader.GetString(member.Name);
            if (member.GetKind() == MemberReferenceKind.Field)
            {
                used.Add($"F:{parent}.{name}");
                continue;
            }
            MethodSignature<string> signature = member.DecodeMethodSignature(ids, null);
            string arity = signature.GenericParameterCount > 0 ? "``" + signature.GenericParameterCount : "";
            string parameters = signature.ParameterTypes.Length == 0 ? "" : $"({string.Join(",", signature.ParameterTypes)})".Replace(OverOwnParameters(parent), parent);
            used.Add(MemberId(parent, name, arity, parameters, signature.ParameterTypes));
        }
        return used;
    }

    private static string MemberId(string parent, string name, string arity, string parameters, ImmutableArray<string> types)
    {
        if (name == ".ctor") return $"M:{parent}.#ctor{parameters}";
        if (name.StartsWith("get_", StringComparison.Ordinal)) return $"P:{parent}.{name[4..]}{parameters}";
        if (name.StartsWith("set_", StringComparison.Ordinal))
            return $"P:{parent}.{name[4..]}{(types.Length == 1 ? "" : $"({string.Join(",", types.Take(types.Length - 1))})")}";
        if (name.StartsWith("add_", StringComparison.Ordinal)) return $"E:{parent}.{name[4..]}";
        if (name.StartsWith("remove_", StringComparison.Ordinal)) return $"E:{parent}.{name[7..]}";
        return $"M:{parent}.{name}{arity}{parameters}";
    }

    // A member of a constructed type is listed under the type's definition: X{System.String} becomes X`1.
    private static string WithoutArguments(string type)
    {
        int open = type.IndexOf('{');
        if (open < 0) return type;
        int depth = 0, arguments = 1, close = open;
        for (; close < type.Length; close++)
        {
            if (type[close] == '{') depth++;
            else if (type[close] == '}' && --depth == 0) break;
            else if (type[close] == ',' && depth == 1) arguments++;
        }
        return $"{type[..open]}`{arguments}{type[(close + 1)..]}";
    }

    // The listing writes a type that mentions itself over its own parameters as its definition.
    private static string OverOwnParameters(string type)
    {
        int tick = type.LastIndexOf('`');
        return tick < 0 ? "<>" : $"{type[..tick]}{{{string.Join(",", Enumerable.Range(0, int.Parse(type[(tick + 1)..].Split('.')[0])).Select(i => "`" + i))}}}";
    }

    private sealed class IdProvider : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{string.Join(",", Enumerable.Repeat("0:", shape.Rank))}]";
        public string GetByReferenceType(string elementType) => elementType + "@";
        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";
        public string GetGenericMethodParameter(object? genericContext, int index) => "``" + index;
        public string GetGenericTypeParameter(object? genericContext, int index) => "`" + index;
        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
        public string GetPinnedType(string elementType) => elementType;
        public string GetPointerType(string elementType) => elementType + "*";
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;
        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
        {
            int used = 0;
            return string.Join(".", genericType.Split('.').Select(part =>
            {
                int tick = part.IndexOf('`');
                if (tick < 0) return part;
                int count = int.Parse(part[(tick + 1)..]);
                string text = $"{part[..tick]}{{{string.Join(",", typeArguments.Skip(used).Take(count))}}}";
                used += count;
                return text;
            }));
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            string name = reader.GetString(type.Name);
            return type.GetDeclaringType().IsNil ? $"{reader.GetString(type.Namespace)}.{name}" : $"{GetTypeFromDefinition(reader, type.GetDeclaringType(), 0)}.{name}";
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            string name = reader.GetString(type.Name);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{name}"
                : $"{reader.GetString(type.Namespace)}.{name}";
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
            => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }
}

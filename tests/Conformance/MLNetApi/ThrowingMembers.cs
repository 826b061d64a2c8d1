using System.Reflection;
using System.Reflection.Emit;

namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

/// <summary>Finds members that cannot end but in an exception, which are there for the compiler alone.</summary>
internal static class ThrowingMembers
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The IDs of the visible members of an assembly that only throw.</summary>
    public static IEnumerable<string> In(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes().Where(type => type.IsVisible))
        {
            string parent = TypeNames.DefinitionId(type);
            foreach (PropertyInfo property in type.GetProperties(Declared))
                if (property.GetMethod is { } get && OnlyThrows(get)) yield return $"P:{parent}.{property.Name}";
            foreach (MethodInfo method in type.GetMethods(Declared).Where(method => !method.IsSpecialName && OnlyThrows(method)))
                yield return $"M:{parent}.{method.Name}{Arity(method)}{Parameters(method)}";
            foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(OnlyThrows))
                yield return $"M:{parent}.#ctor{Parameters(constructor)}";
        }
    }

    /// <summary>Whether no way through the code returns.</summary>
    public static bool OnlyThrows(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) return false;
        bool throws = false;
        for (int place = 0; place < code.Length;)
        {
            short value = code[place++];
            if (value == 0xFE) value = (short)(0xFE00 | code[place++]);
            OpCode operation = Codes[value];
            if (operation == OpCodes.Ret || operation == OpCodes.Jmp) return false;
            throws |= operation == OpCodes.Throw;
            place += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, place),
                _ => 4,
            };
        }
        return throws;
    }

    private static string Arity(MethodInfo method) => method.IsGenericMethodDefinition ? "``" + method.GetGenericArguments().Length : "";

    private static string Parameters(MethodBase method) => method.GetParameters() is { Length: > 0 } parameters
        ? $"({string.Join(",", parameters.Select(parameter => TypeNames.Id(parameter.ParameterType)))})" : "";
}

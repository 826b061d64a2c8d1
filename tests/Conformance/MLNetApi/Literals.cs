using System.Globalization;

namespace MlNetDeepLearning.Tests.Conformance.MLNetApi;

/// <summary>Writes values as the listing does.</summary>
internal static class Literals
{
    public static string CSharp(object? value, Type type)
    {
        type = type.IsByRef ? type.GetElementType()! : type;
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null or DBNull) return type.IsGenericParameter || type.IsValueType && plain == type ? "default" : "null";
        if (plain.IsEnum) return $"{TypeNames.CSharp(plain)}.{Enum.ToObject(plain, value)}";
        return value switch
        {
            bool truth => truth ? "true" : "false",
            string text => "\"" + text + "\"",
            char letter => letter switch { '\t' => "'\\t'", '\n' => "'\\n'", _ => $"'{letter}'" },
            float number => Real(number, number == (int)number && Math.Abs(number) < 1e7 ? number.ToString("0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture)) + (float.IsFinite(number) ? "f" : ""),
            double number => double.IsPositiveInfinity(number) ? "double.PositiveInfinity" : double.IsNegativeInfinity(number) ? "double.NegativeInfinity"
                : double.IsNaN(number) ? "double.NaN" : number == Math.Floor(number) && Math.Abs(number) < 1e15 ? number.ToString("0.0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture),
            Array array => $"{TypeNames.CSharp(array.GetType().GetElementType()!)}[{array.Length}]",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => "new " + TypeNames.CSharp(value.GetType()),
        };
    }

    private static string Real(float number, string text)
        => float.IsPositiveInfinity(number) ? "float.PositiveInfinity" : float.IsNegativeInfinity(number) ? "float.NegativeInfinity" : float.IsNaN(number) ? "float.NaN" : text;
}

/// <summary>Samples of the options classes, whose initial values the listing gives.</summary>
internal static class Defaults
{
    public static object? Of(Type type)
        => type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsAbstract && !type.ContainsGenericParameters && type.GetConstructor(Type.EmptyTypes) is { } constructor
            ? constructor.Invoke(null)
            : null;
}

using System.Linq.Expressions;

namespace Microsoft.ML.Transforms;

/// <summary>The types of expressions, and which become which.</summary>
internal static class ExpressionTypes
{
    public static bool IsNumber(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(float) || type == typeof(double);

    public static bool IsKnown(Type type) => IsNumber(type) || type == typeof(bool) || type == typeof(ReadOnlyMemory<char>);

    public static string NameOf(Type type) => type == typeof(ReadOnlyMemory<char>) ? "text" : type.Name;

    /// <summary>Whether a value can be taken for one of another type without losing anything.</summary>
    public static bool Widens(Type from, Type to) => from == to || to == typeof(double) && IsNumber(from) || to == typeof(long) && from == typeof(int);

    public static Expression Widen(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    /// <summary>Brings two values to one type: the wider of two numbers; Int32 with Single is Single.</summary>
    public static void Reconcile(ref Expression a, ref Expression b, Func<Exception> fault)
    {
        if (a.Type == b.Type) return;
        if (!IsNumber(a.Type) || !IsNumber(b.Type)) throw fault();
        Type[] both = [a.Type, b.Type];
        Type type = !both.Contains(typeof(double)) && !both.Contains(typeof(float)) ? typeof(long) : !both.Contains(typeof(double)) && both.Contains(typeof(int)) ? typeof(float) : typeof(double);
        a = Widen(a, type);
        b = Widen(b, type);
    }

    /// <summary>Compares two values of one type.</summary>
    public static Expression Compare(string sign, Expression a, Expression b)
    {
        Expression Same() => a.Type == typeof(ReadOnlyMemory<char>) ? Expression.Call(typeof(ExpressionFunctions), nameof(ExpressionFunctions.SameText), null, a, b) : Expression.Equal(a, b);
        return sign switch
        {
            "==" or "=" => Same(),
            "!=" or "<>" => Expression.Not(Same()),
            "<" => Expression.LessThan(a, b),
            "<=" => Expression.LessThanOrEqual(a, b),
            ">" => Expression.GreaterThan(a, b),
            _ => Expression.GreaterThanOrEqual(a, b),
        };
    }
}

using System.Reflection;

namespace Microsoft.ML.Transforms;

/// <summary>The functions of expressions. Of several with the same name the first counts that the arguments can be widened to.</summary>
internal sealed class ExpressionFunctions : IFunctionProvider
{
    public static ExpressionFunctions Instance { get; } = new();

    private static readonly Dictionary<string, MethodInfo[]> Table = Build();

    public string NameSpace => "global";

    public MethodInfo[] Lookup(string name) => Table.GetValueOrDefault(name)!;

    public object ResolveToConstant(string name, MethodInfo meth, object[] values) => name switch
    {
        "pi" => Math.PI,
        "na" => meth.ReturnType == typeof(float) ? float.NaN : double.NaN,
        "default" => meth.ReturnType == typeof(ReadOnlyMemory<char>) ? ReadOnlyMemory<char>.Empty : Activator.CreateInstance(meth.ReturnType)!,
        _ => null!,
    };

    private static Dictionary<string, MethodInfo[]> Build()
    {
        Dictionary<string, MethodInfo[]> table = [];
        Add("pi", () => Math.PI);
        Real("sqrt", MathF.Sqrt, Math.Sqrt);
        Real("trunc", MathF.Truncate, Math.Truncate, "truncate");
        Real("floor", MathF.Floor, Math.Floor);
        Real("ceil", MathF.Ceiling, Math.Ceiling, "ceiling");
        Real("round", MathF.Round, Math.Round);
        Real("exp", x => (float)Math.Exp(x), Math.Exp);
        Real("ln", x => (float)Math.Log(x), Math.Log);
        Real("deg", x => (float)(x * (180 / Math.PI)), x => x * (180 / Math.PI), "degrees");
        Real("rad", x => (float)(x * (Math.PI / 180)), x => x * (Math.PI / 180), "radians");
        Real("sin", x => (float)Math.Sin(x), Math.Sin);
        Real("cos", x => (float)Math.Cos(x), Math.Cos);
        Real("tan", x => (float)Math.Tan(x), Math.Tan);
        Real("sind", x => (float)Math.Sin(x * (Math.PI / 180)), x => Math.Sin(x * (Math.PI / 180)));
        Real("cosd", x => (float)Math.Cos(x * (Math.PI / 180)), x => Math.Cos(x * (Math.PI / 180)));
        Real("tand", x => (float)Math.Tan(x * (Math.PI / 180)), x => Math.Tan(x * (Math.PI / 180)));
        Real("sinh", x => (float)Math.Sinh(x), Math.Sinh);
        Real("cosh", x => (float)Math.Cosh(x), Math.Cosh);
        Real("tanh", x => (float)Math.Tanh(x), Math.Tanh);
        Real("asin", x => (float)Math.Asin(x), Math.Asin);
        Real("acos", x => (float)Math.Acos(x), Math.Acos);
        Real("atan", x => (float)Math.Atan(x), Math.Atan);
        Real2("atan2", (y, x) => float.IsInfinity(x) && float.IsInfinity(y) ? float.NaN : (float)Math.Atan2(y, x), (y, x) => double.IsInfinity(x) && double.IsInfinity(y) ? double.NaN : Math.Atan2(y, x), "atanyx");
        Add("log", (float x) => (float)Math.Log(x), (double x) => Math.Log(x), (float x, float b) => (float)Math.Log(x, b), (double x, double b) => Math.Log(x, b));
        Add("abs", (int x) => unchecked(x < 0 ? -x : x), (long x) => unchecked(x < 0 ? -x : x), (float x) => MathF.Abs(x), (double x) => Math.Abs(x));
        Add("sign", (int x) => Math.Sign(x), (long x) => (long)Math.Sign(x), (float x) => x > 0 ? 1 : x < 0 ? -1 : x, (double x) => x > 0 ? 1 : x < 0 ? -1 : x);
        Add("min", (int a, int b) => Math.Min(a, b), (long a, long b) => Math.Min(a, b), (float a, float b) => Math.Min(a, b), (double a, double b) => Math.Min(a, b));
        Add("max", (int a, int b) => Math.Max(a, b), (long a, long b) => Math.Max(a, b), (float a, float b) => Math.Max(a, b), (double a, double b) => Math.Max(a, b));
        Add("na", (float x) => float.NaN, (double x) => double.NaN);
        Add("default", (int x) => 0, (long x) => 0L, (float x) => 0f, (double x) => 0d, (bool x) => false, (ReadOnlyMemory<char> x) => default(ReadOnlyMemory<char>));
        Add("isna", (int x) => false, (long x) => false, (float x) => float.IsNaN(x), (double x) => double.IsNaN(x), (bool x) => false, (ReadOnlyMemory<char> x) => false);
        Add("len", (ReadOnlyMemory<char> text) => text.Length);
        Add("lower", (ReadOnlyMemory<char> text) => text.ToString().ToLowerInvariant().AsMemory());
        Add("upper", (ReadOnlyMemory<char> text) => text.ToString().ToUpperInvariant().AsMemory());
        Add("left", (ReadOnlyMemory<char> text, int end) => text[..Place(end, text.Length)]);
        Add("right", (ReadOnlyMemory<char> text, int start) => text[Place(start, text.Length)..]);
        Add("mid", (ReadOnlyMemory<char> text, int start, int end) => text[Place(start, text.Length)..Math.Max(Place(start, text.Length), Place(end, text.Length))]);
        Conversions<int>("int");
        Conversions<long>("long");
        Conversions<float>("float");
        Conversions<float>("single");
        Conversions<double>("double");
        Add("bool", (bool x) => x, Converted<ReadOnlyMemory<char>, bool>);
        Add("text", (int x) => ItemValues.Text(in x), (long x) => ItemValues.Text(in x), (float x) => ItemValues.Text(in x), (double x) => ItemValues.Text(in x), (bool x) => ItemValues.Text(in x), (ReadOnlyMemory<char> x) => x);
        return table;

        void Add(string name, params Delegate[] functions) => table[name] = [.. functions.Select(function => function.Method)];

        void Real(string name, Func<float, float> single, Func<double, double> real, string? alias = null)
        {
            Add(name, single, real);
            if (alias is not null) table[alias] = table[name];
        }

        void Real2(string name, Func<float, float, float> single, Func<double, double, double> real, string alias)
        {
            Add(name, single, real);
            table[alias] = table[name];
        }

        void Conversions<T>(string name)
            => Add(name, Converted<int, T>, Converted<long, T>, Converted<float, T>, Converted<double, T>, Converted<bool, T>, Converted<ReadOnlyMemory<char>, T>);
    }

    public static TOut Converted<TIn, TOut>(TIn value) => Conversion<TIn, TOut>.Convert(value);

    /// <summary>The joined texts.</summary>
    public static ReadOnlyMemory<char> Concat(ReadOnlyMemory<char>[] texts) => string.Concat(texts.Select(text => text.ToString())).AsMemory();

    public static bool SameText(ReadOnlyMemory<char> a, ReadOnlyMemory<char> b) => a.Span.SequenceEqual(b.Span);

    // Powers below 0 of whole numbers are 0, but for those of 1 and -1.
    public static int Power(int value, int exponent) => unchecked((int)Power((long)value, exponent));

    public static long Power(long value, long exponent)
    {
        if (exponent < 0) return value == 1 ? 1 : value == -1 ? exponent % 2 == 0 ? 1 : -1 : 0;
        long result = 1;
        for (; exponent > 0; exponent >>= 1, value = unchecked(value * value))
            if ((exponent & 1) != 0) result = unchecked(result * value);
        return result;
    }

    // A place counted from the end where it is negative, within the text.
    private static int Place(int place, int length) => Math.Clamp(place < 0 ? place + length : place, 0, length);

    private static class Conversion<TIn, TOut>
    {
        public static readonly Func<TIn, TOut> Convert = (Func<TIn, TOut>)ValueConversions.Find(typeof(TIn), typeof(TOut))!;
    }
}

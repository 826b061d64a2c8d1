using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transforms;

/// <summary>One token of an expression: a name, a sign or a value, and where it starts.</summary>
internal readonly record struct ExpressionToken(string Text, object? Value, int Position)
{
    public bool IsEnd => Text.Length == 0 && Value is null;

    public bool IsName => Value is null && Text.Length > 0 && (char.IsLetter(Text[0]) || Text[0] == '_');

    public override string ToString() => IsEnd ? "the end" : $"'{Text}'";
}

/// <summary>Splits an expression into tokens.</summary>
internal static class ExpressionTokens
{
    // The longer signs first.
    private static readonly string[] Signs = ["=>", "==", "!=", "<>", "<=", ">=", "&&", "||", "??", "^", "*", "/", "%", "+", "-", "!", "=", "<", ">", ",", ":", ";", "?", "(", ")", "."];

    public static FormatException Fault(string expression, int position, string what)
        => new($"The expression \"{expression}\" is wrong at place {position + 1}: {what}.");

    public static List<ExpressionToken> Split(string expression)
    {
        List<ExpressionToken> tokens = [];
        for (int at = 0; ;)
        {
            SkipBlanks(expression, ref at);
            if (at >= expression.Length) break;
            char first = expression[at];
            if (char.IsAsciiDigit(first) || first == '.' && at + 1 < expression.Length && char.IsAsciiDigit(expression[at + 1])) tokens.Add(Number(expression, ref at));
            else if (char.IsLetter(first) || first == '_')
            {
                int start = at;
                while (at < expression.Length && (char.IsLetterOrDigit(expression[at]) || expression[at] == '_')) at++;
                tokens.Add(new(expression[start..at], null, start));
            }
            else if (first == '"') tokens.Add(Text(expression, ref at));
            else
            {
                int start = at;
                string sign = Signs.FirstOrDefault(sign => expression.AsSpan(start).StartsWith(sign, StringComparison.Ordinal))
                    ?? throw Fault(expression, at, $"there is no use for '{first}' ({ErrId.BadChar})");
                tokens.Add(new(sign, null, at));
                at += sign.Length;
            }
        }
        tokens.Add(new("", null, expression.Length));
        return tokens;
    }

    private static void SkipBlanks(string expression, ref int at)
    {
        while (at < expression.Length)
        {
            if (char.IsWhiteSpace(expression[at])) at++;
            else if (expression.AsSpan(at).StartsWith("//", StringComparison.Ordinal))
                while (at < expression.Length && expression[at] != '\n') at++;
            else if (expression.AsSpan(at).StartsWith("/*", StringComparison.Ordinal))
            {
                int end = expression.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0) throw Fault(expression, at, $"the comment has no end ({ErrId.UnterminatedComment})");
                at = end + 2;
            }
            else return;
        }
    }

    // A whole number is Int32 where it fits and Int64 otherwise, a real one is Single; a letter behind it says otherwise.
    private static ExpressionToken Number(string expression, ref int at)
    {
        int start = at;
        bool hex = expression.AsSpan(at).StartsWith("0x", StringComparison.OrdinalIgnoreCase), real = false;
        at += hex ? 2 : 0;
        while (at < expression.Length)
        {
            char letter = expression[at];
            bool exponent = !hex && letter is 'e' or 'E' && at + 1 < expression.Length && (char.IsAsciiDigit(expression[at + 1]) || expression[at + 1] is '+' or '-');
            if (exponent) at++;
            else if (!hex && letter == '.' && !real) { }
            else if (!(hex ? char.IsAsciiHexDigit(letter) : char.IsAsciiDigit(letter))) break;
            real |= exponent || letter == '.' && !hex;
            at++;
        }
        ReadOnlySpan<char> digits = expression.AsSpan(start, at - start);
        int end = at;
        while (at < expression.Length && char.IsLetter(expression[at])) at++;
        string suffix = expression[end..at].ToLowerInvariant();
        object value;
        if (real || suffix is "f" or "d")
        {
            if (suffix is not ("" or "f" or "d")) throw Fault(expression, end, $"'{suffix}' does not end a number");
            double number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            value = suffix == "d" ? number : (float)number;
            if (suffix == "d" ? double.IsInfinity(number) : float.IsInfinity((float)number)) throw Fault(expression, start, $"the number is too large ({ErrId.FloatOverflow})");
        }
        else
        {
            if (suffix is not ("" or "u" or "l" or "ul" or "lu")) throw Fault(expression, end, $"'{suffix}' does not end a number");
            if (!(hex ? ulong.TryParse(digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong number) : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number))
                || number > long.MaxValue && !hex) throw Fault(expression, start, $"the number is too large ({ErrId.IntOverflow})");
            bool isLong = suffix.Contains('l') || number > uint.MaxValue || number > int.MaxValue && (!hex || suffix == "u");
            value = isLong ? (object)unchecked((long)number) : unchecked((int)(uint)number);
        }
        return new(expression[start..at], value, start);
    }

    private static ExpressionToken Text(string expression, ref int at)
    {
        int start = at++;
        StringBuilder text = new();
        for (; ; at++)
        {
            if (at >= expression.Length) throw Fault(expression, start, $"the text has no end ({ErrId.UnterminatedString})");
            char letter = expression[at];
            if (letter == '"') break;
            if (letter is '\n' or '\r') throw Fault(expression, at, $"the line ends within a text ({ErrId.NewlineInConst})");
            text.Append(letter == '\\' ? Escape(expression, ref at) : letter);
        }
        at++;
        return new(expression[start..at], text.ToString().AsMemory(), start);
    }

    private static char Escape(string expression, ref int at)
    {
        int start = at++;
        char kind = at < expression.Length ? expression[at] : '\0';
        if (kind is 'u' or 'x')
        {
            int end = at + 1;
            while (end < expression.Length && end - at <= 4 && char.IsAsciiHexDigit(expression[end])) end++;
            if (end == at + 1 || kind == 'u' && end != at + 5) throw Fault(expression, start, $"the escape needs hexadecimal digits ({ErrId.BadEscape})");
            char code = (char)ushort.Parse(expression.AsSpan(at + 1, end - at - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at = end - 1;
            return code;
        }
        return kind switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            '0' => '\0',
            '"' or '\'' or '\\' => kind,
            _ => throw Fault(expression, start, $"there is no escape '\\{kind}' ({ErrId.BadEscape})"),
        };
    }
}

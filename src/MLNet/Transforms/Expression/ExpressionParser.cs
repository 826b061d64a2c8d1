using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Reads the text of an expression, such as <c>(x, y) => x &gt; 0 ? log(x) : y</c>, and works its types out. Grammar and precedence are those of ML.NET's expression language.
/// </summary>
internal sealed class ExpressionParser
{
    // Deeper nesting is no formula, and would take the stack.
    private const int MostLevels = 200;

    private readonly string _text;
    private readonly List<ExpressionToken> _tokens;
    private readonly List<(string Name, Expression Value)> _names = [];
    private int _at;
    private int _level;

    private ExpressionParser(string text)
    {
        _text = text;
        _tokens = ExpressionTokens.Split(text);
    }

    private ExpressionToken Current => _tokens[_at];

    /// <summary>The body of an expression, over values for its parameters.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="parameters">What stands for the parameters, in order.</param>
    public static Expression Parse(string text, IReadOnlyList<Expression> parameters)
    {
        ExpressionParser parser = new(text);
        List<string> names = parser.Parameters();
        if (names.Count != parameters.Count) throw ExpressionTokens.Fault(text, 0, $"it has {names.Count} parameters, and there are {parameters.Count} input columns");
        parser._names.AddRange(names.Zip(parameters));
        if (!parser.Eat(":") && !parser.Eat("=>")) throw parser.Expected("'=>' or ':'");
        Expression body = parser.Conditional();
        return parser.Current.IsEnd ? body : throw parser.Expected("the end");
    }

    private List<string> Parameters()
    {
        List<string> names = [];
        bool several = Eat("(");
        do names.Add(Name());
        while (several && Eat(","));
        if (several) Need(")");
        return names.Distinct().Count() == names.Count ? names : throw Fault("two parameters have the same name");
    }

    private Expression Conditional()
    {
        if (++_level > MostLevels) throw Fault("it is nested too deeply");
        Expression condition = Coalesce();
        if (Eat("?"))
        {
            if (condition.Type != typeof(bool)) throw Fault("the condition before '?' is no truth value");
            Expression yes = Conditional();
            Need(":");
            Expression no = Conditional();
            ExpressionTypes.Reconcile(ref yes, ref no, () => Fault("the values of a condition are of different types"));
            condition = Expression.Condition(condition, yes, no);
        }
        _level--;
        return condition;
    }

    private Expression Coalesce()
    {
        Expression left = Or();
        if (!Eat("??")) return left;
        if (++_level > MostLevels) throw Fault("it is nested too deeply");
        Expression right = Coalesce();
        _level--;
        ExpressionTypes.Reconcile(ref left, ref right, () => Fault("the two sides of '??' are of different types"));
        if (left.Type != typeof(float) && left.Type != typeof(double)) throw Fault("'??' is for Single and Double");
        ParameterExpression known = Expression.Variable(left.Type);
        return Expression.Block([known], Expression.Assign(known, left), Expression.Condition(Expression.Equal(known, known), known, right));
    }

    private Expression Or()
    {
        Expression left = And();
        while (Eat("||") || Eat("or")) left = Expression.OrElse(Truth(left, "or"), Truth(And(), "or"));
        return left;
    }

    private Expression And()
    {
        Expression left = Comparison();
        while (Eat("&&") || Eat("and")) left = Expression.AndAlso(Truth(left, "and"), Truth(Comparison(), "and"));
        return left;
    }

    // A chain such as 0 <= x < 10 compares each with the next; all of a chain of != must differ.
    private Expression Comparison()
    {
        Expression first = Sum();
        string? group = Group(Current);
        if (group is null) return first;
        List<Expression> operands = [first];
        List<string> signs = [];
        for (; Group(Current) == group; operands.Add(Sum()))
        {
            signs.Add(Current.Text);
            _at++;
        }
        if (Group(Current) is not null) throw Fault($"{Current} does not go with '{signs[0]}' in one comparison");
        for (int i = 1; i < operands.Count; i++)
        {
            Expression a = operands[0], b = operands[i];
            ExpressionTypes.Reconcile(ref a, ref b, () => Fault("values of different types are compared"));
            operands[0] = a;
        }
        Type type = operands[0].Type;
        if (group is "<" or ">" && !ExpressionTypes.IsNumber(type)) throw Fault("only numbers have an order");
        ParameterExpression[] values = [.. operands.Select(_ => Expression.Variable(type))];
        Expression? result = null;
        for (int i = 0; i < values.Length; i++)
            for (int j = i + 1; j < (group == "!" ? values.Length : Math.Min(i + 2, values.Length)); j++)
            {
                Expression one = ExpressionTypes.Compare(signs[group == "!" ? 0 : i], values[i], values[j]);
                result = result is null ? one : Expression.AndAlso(result, one);
            }
        return Expression.Block(values, [.. values.Zip(operands, (value, operand) => Expression.Assign(value, ExpressionTypes.Widen(operand, type))), result!]);
    }

    private static string? Group(ExpressionToken token) => token.Value is not null ? null : token.Text switch
    {
        "==" or "=" => "=",
        "!=" or "<>" => "!",
        "<" or "<=" => "<",
        ">" or ">=" => ">",
        _ => null,
    };

    private Expression Sum()
    {
        Expression left = Product();
        while (Current is { Value: null, Text: "+" or "-" })
        {
            string sign = _tokens[_at++].Text;
            left = Arithmetic(sign, left, Product());
        }
        return left;
    }

    private Expression Product()
    {
        Expression left = Prefix();
        while (Current is { Value: null, Text: "*" or "/" or "%" })
        {
            string sign = _tokens[_at++].Text;
            left = Arithmetic(sign, left, Prefix());
        }
        return left;
    }

    private Expression Prefix()
    {
        if (++_level > MostLevels) throw Fault("it is nested too deeply");
        Expression result;
        if (Eat("-"))
        {
            Expression operand = Prefix();
            result = ExpressionTypes.IsNumber(operand.Type) ? Expression.Negate(operand) : throw Fault("'-' is for numbers");
        }
        else if (Eat("!") || Eat("not")) result = Expression.Not(Truth(Prefix(), "not"));
        else
        {
            result = Primary();
            if (Eat("^")) result = Arithmetic("^", result, Prefix());
        }
        _level--;
        return result;
    }

    private Expression Arithmetic(string sign, Expression left, Expression right)
    {
        if (!ExpressionTypes.IsNumber(left.Type) || !ExpressionTypes.IsNumber(right.Type)) throw Fault($"'{sign}' is for numbers");
        ExpressionTypes.Reconcile(ref left, ref right, () => Fault($"'{sign}' is for numbers"));
        return sign switch
        {
            "+" => Expression.Add(left, right),
            "-" => Expression.Subtract(left, right),
            "*" => Expression.Multiply(left, right),
            "/" => Expression.Divide(left, right),
            "%" => Expression.Modulo(left, right),
            _ when left.Type == typeof(int) || left.Type == typeof(long) => Expression.Call(typeof(ExpressionFunctions), nameof(ExpressionFunctions.Power), null, left, right),
            _ => Expression.Convert(Expression.Call(typeof(Math), nameof(Math.Pow), null, Expression.Convert(left, typeof(double)), Expression.Convert(right, typeof(double))), left.Type),
        };
    }

    private Expression Primary()
    {
        ExpressionToken token = _tokens[_at];
        if (token.Value is not null)
        {
            _at++;
            return Expression.Constant(token.Value);
        }
        if (Eat("("))
        {
            Expression inner = Conditional();
            Need(")");
            return inner;
        }
        if (Eat("true")) return Expression.Constant(true);
        if (Eat("false")) return Expression.Constant(false);
        if (Eat("with")) return With();
        string name = Name();
        if (Eat(".")) name = name == ExpressionFunctions.Instance.NameSpace ? Name() : throw Fault($"there are no functions of '{name}'");
        if (Eat("(")) return Call(name, token.Position);
        int known = _names.FindLastIndex(one => one.Name == name);
        return known >= 0 ? _names[known].Value : throw ExpressionTokens.Fault(_text, token.Position, $"'{name}' is neither a parameter nor a name that with introduces");
    }

    private Expression With()
    {
        Need("(");
        int before = _names.Count;
        List<ParameterExpression> variables = [];
        List<Expression> steps = [];
        do
        {
            string name = Name();
            Need("=");
            Expression value = Conditional();
            ParameterExpression variable = Expression.Variable(value.Type);
            variables.Add(variable);
            steps.Add(Expression.Assign(variable, value));
            _names.Add((name, variable));
        }
        while (Eat(","));
        Need(";");
        steps.Add(Conditional());
        Need(")");
        _names.RemoveRange(before, _names.Count - before);
        return Expression.Block(variables, steps);
    }

    private Expression Call(string name, int position)
    {
        List<Expression> arguments = [];
        if (!Eat(")"))
        {
            do arguments.Add(Conditional());
            while (Eat(","));
            Need(")");
        }
        if (name == "concat")
            return arguments.All(argument => argument.Type == typeof(ReadOnlyMemory<char>))
                ? Expression.Call(typeof(ExpressionFunctions), nameof(ExpressionFunctions.Concat), null, Expression.NewArrayInit(typeof(ReadOnlyMemory<char>), arguments))
                : throw ExpressionTokens.Fault(_text, position, "concat joins texts; other values become text with text(x)");
        MethodInfo[] known = ExpressionFunctions.Instance.Lookup(name) ?? throw ExpressionTokens.Fault(_text, position, $"there is no function '{name}'");
        MethodInfo? fitting = known.FirstOrDefault(method => method.GetParameters() is { } parameters && parameters.Length == arguments.Count
            && parameters.Zip(arguments).All(pair => ExpressionTypes.Widens(pair.Second.Type, pair.First.ParameterType)));
        if (fitting is null) throw ExpressionTokens.Fault(_text, position, $"{name} does not take ({string.Join(", ", arguments.Select(argument => ExpressionTypes.NameOf(argument.Type)))})");
        if (ExpressionFunctions.Instance.ResolveToConstant(name, fitting, []) is { } constant) return Expression.Constant(constant);
        Expression[] widened = [.. arguments.Zip(fitting.GetParameters(), (argument, parameter) => ExpressionTypes.Widen(argument, parameter.ParameterType))];
        return fitting.IsStatic ? Expression.Call(fitting, widened) : Expression.Call(Expression.Constant(Activator.CreateInstance(fitting.DeclaringType!, nonPublic: true)), fitting, widened);
    }

    private string Name()
    {
        if (!Current.IsName || Current.Text is "true" or "false" or "not" or "and" or "or" or "with") throw Expected("a name");
        return _tokens[_at++].Text;
    }

    private Expression Truth(Expression value, string sign) => value.Type == typeof(bool) ? value : throw Fault($"'{sign}' is for truth values");

    private bool Eat(string text)
    {
        if (Current.Value is not null || Current.Text != text) return false;
        _at++;
        return true;
    }

    private void Need(string text)
    {
        if (!Eat(text)) throw Expected($"'{text}'");
    }

    private FormatException Expected(string what) => ExpressionTokens.Fault(_text, Current.Position, $"{what} is expected, found {Current}");

    private FormatException Fault(string what) => ExpressionTokens.Fault(_text, _tokens[Math.Max(0, _at - 1)].Position, what);
}

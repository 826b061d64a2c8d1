namespace MlNetDeepLearning.Graphs;

/// <summary>
/// One dimension of a <see cref="SymbolicShape"/>: a number, a multiple of a named symbol (<c>N</c>, <c>4*N</c>), or unknown.
/// Unknown dimensions equal nothing but themselves.
/// </summary>
public readonly record struct Dim
{
    private static int _unknowns;

    private Dim(int factor, string? symbol)
    {
        Factor = factor;
        Symbol = symbol;
    }

    /// <summary>The number itself, or the factor of the symbol.</summary>
    public int Factor { get; }

    /// <summary>The symbol's name, or null for a plain number.</summary>
    public string? Symbol { get; }

    /// <summary>True for a plain number.</summary>
    public bool IsKnown => Symbol is null;

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">The dimension is symbolic.</exception>
    public int Value => Symbol is null ? Factor : throw new InvalidOperationException($"Dimension {this} is not known yet.");

    /// <summary>A dimension that a symbol names.</summary>
    public static Dim Named(string symbol) => new(1, symbol);

    /// <summary>A dimension of which nothing is known; each call makes a different one.</summary>
    public static Dim Unknown() => new(1, "?" + Interlocked.Increment(ref _unknowns));

    /// <summary>A known dimension.</summary>
    public static implicit operator Dim(int value) =>
        value >= 0 ? new(value, null) : throw new ShapeException($"A dimension cannot be {value}.");

    /// <summary>A named dimension.</summary>
    public static implicit operator Dim(string symbol) => Named(symbol);

    /// <summary>The product: exact for a number times anything, unknown for two symbols.</summary>
    /// <exception cref="ShapeException">The product does not fit 31 bits.</exception>
    public static Dim operator *(Dim a, Dim b) =>
        a is { IsKnown: true, Factor: 0 } || b is { IsKnown: true, Factor: 0 } ? 0
        : a.IsKnown || b.IsKnown ? Checked((long)a.Factor * b.Factor, a.Symbol ?? b.Symbol, a, '*', b)
        : Unknown();

    /// <summary>The sum: exact for numbers and for multiples of the same symbol, otherwise unknown.</summary>
    /// <exception cref="ShapeException">The sum does not fit 31 bits.</exception>
    public static Dim operator +(Dim a, Dim b) =>
        a is { IsKnown: true, Factor: 0 } ? b
        : b is { IsKnown: true, Factor: 0 } ? a
        : a.Symbol == b.Symbol ? Checked((long)a.Factor + b.Factor, a.Symbol, a, '+', b)
        : Unknown();

    /// <summary>The exact quotient when it can be told, else null.</summary>
    public Dim? DividedBy(Dim divisor)
    {
        if (divisor.Factor == 0 || Factor % divisor.Factor != 0) return null;
        return divisor.IsKnown ? new Dim(Factor / divisor.Factor, Symbol)
            : divisor.Symbol == Symbol ? new Dim(Factor / divisor.Factor, null)
            : default(Dim?);
    }

    /// <summary>Applies a rule to a number; a symbolic dimension becomes unknown.</summary>
    public Dim Map(Func<int, int> rule) => IsKnown ? rule(Factor) : Unknown();

    /// <summary>The number, the symbol, or <c>4*N</c>.</summary>
    public override string ToString() => Symbol is null ? Factor.ToString() : Factor == 1 ? Symbol : $"{Factor}*{Symbol}";

    private static Dim Checked(long factor, string? symbol, Dim a, char operation, Dim b) => factor <= int.MaxValue
        ? new((int)factor, symbol)
        : throw new ShapeException($"{a} {operation} {b} is more than a dimension can be ({int.MaxValue})");
}

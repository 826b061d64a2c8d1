namespace MlNetDeepLearning.Graphs;

/// <summary>The axes of an <see cref="Einsum"/>: a character for each axis of each operand and of the result; those behind an ellipsis are digits, counted from the end.</summary>
internal sealed record EinsumEquation(IReadOnlyList<string> Operands, string Output)
{
    /// <summary>Reads an equation for operands of given numbers of dimensions.</summary>
    /// <exception cref="ShapeException">It is no equation, or does not fit the operands.</exception>
    public static EinsumEquation Parse(string equation, int[] ranks)
    {
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != ranks.Length) throw new ShapeException($"'{equation}' names {terms.Length} operands, but there are {ranks.Length}.");
        int hidden = 0;
        var operands = new string[terms.Length];
        for (int n = 0; n < terms.Length; n++)
        {
            int further = ranks[n] - terms[n].Replace("...", "", StringComparison.Ordinal).Length;
            if (further < 0 || further > 9 || (further > 0 && !terms[n].Contains("...", StringComparison.Ordinal)))
                throw new ShapeException($"'{terms[n]}' in '{equation}' does not fit an operand of {ranks[n]} dimensions.");
            if (terms[n].Contains("...", StringComparison.Ordinal)) hidden = Math.Max(hidden, further);
            operands[n] = Letters(terms[n], further, equation);
        }
        string output = sides.Length > 1 ? Letters(sides[1], hidden, equation)
            : Digits(hidden) + string.Concat(string.Concat(operands).Where(char.IsAsciiLetter).GroupBy(l => l).Where(l => l.Count() == 1).Select(l => l.Key).Order());
        if (output.Distinct().Count() != output.Length || output.Except(string.Concat(operands)).Any())
            throw new ShapeException($"The result of '{equation}' must have each of its letters once, and only such as an operand has.");
        return new EinsumEquation(operands, output);
    }

    /// <summary>The same with letters instead of digits.</summary>
    public EinsumEquation Spelled()
    {
        string used = string.Concat(Operands);
        char[] free = [.. Enumerable.Range('a', 26).Concat(Enumerable.Range('A', 26)).Select(c => (char)c).Where(c => !used.Contains(c))];
        return new EinsumEquation([.. Operands.Select(Spell)], Spell(Output));

        string Spell(string labels) => string.Concat(labels.Select(l => char.IsAsciiDigit(l) ? free[l - '0'] : l));
    }

    private static string Letters(string term, int hidden, string equation)
    {
        int at = term.IndexOf("...", StringComparison.Ordinal);
        string labels = at < 0 ? term : term[..at] + Digits(hidden) + term[(at + 3)..];
        return labels.All(char.IsAsciiLetterOrDigit) && !term.Any(char.IsAsciiDigit) ? labels : throw new ShapeException($"'{term}' in '{equation}' should be letters and at most one '...'.");
    }

    private static string Digits(int count) => string.Concat(Enumerable.Range(0, count).Reverse());
}

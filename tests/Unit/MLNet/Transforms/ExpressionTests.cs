using Microsoft.ML;
using Microsoft.ML.Data;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ExpressionTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public float F { get; set; }

        [VectorType(2)]
        public float[] V { get; set; } = [0, 0];

        public int I { get; set; }

        public string S { get; set; } = "";

        public bool B { get; set; }

        [VectorType(2)]
        public string[] T { get; set; } = ["", ""];

        public double D { get; set; }

        public long L { get; set; }

        public DateTime Time { get; set; }
    }

    // The rows of ML.NET's documentation.
    private IDataView Data() => _ml.Data.LoadFromEnumerable(new Row[]
    {
        new() { F = 0.5f, V = [1, 0.2f], I = 3, S = "hi", B = true, T = ["zero", "one"], D = 2, L = 5 },
        new() { F = -2.7f, V = [3.5f, -0.1f], I = 2, S = "bye", B = false, T = ["a", "b"], D = double.NaN, L = -5 },
        new() { F = 1.3f, V = [1.9f, 3.3f], I = 39, S = "hi", B = false, T = ["0", "1"] },
    });

    [Fact]
    public void TheDocumentedExamplesComeOut()
    {
        IDataView output = Run(_ml, _ml.Transforms.Expression("Expr1", "(x,y)=>log(y)+x", "F", "V").Append(_ml.Transforms.Expression("Expr2", "(b,s,i)=>b ? len(s) : i", "B", "T", "I"))
            .Append(_ml.Transforms.Expression("Expr3", "(s,f1,f2,i)=>len(concat(s,\"a\"))+f1+f2+i", "S", "V", "F", "I")).Append(_ml.Transforms.Expression("Expr4", "(x,y)=>cos(x+pi())*y", "F", "I")), Data());
        Assert.Equal([[0.5f, -1.1094f], [-1.4472f, float.NaN], [1.9419f, 2.4939f]], Rounded(output, "Expr1"));
        Assert.Equal([[4, 3], [2, 2], [39, 39]], output.GetColumn<int[]>("Expr2"));
        Assert.Equal([[7.5f, 6.7f], [6.8f, 3.2f], [45.2f, 46.6f]], Rounded(output, "Expr3"));
        double[] last = [.. output.GetColumn<double>("Expr4")];
        Assert.Equal((-2.63274768567112, 1.80814432479224, -10.4324561082543), (Math.Round(last[0], 14), Math.Round(last[1], 14), Math.Round(last[2], 13)));
    }

    [Theory]
    [InlineData("(x) => -2 ^ 2", -4)]
    [InlineData("x : 2 ^ 3 ^ 2", 512)]
    [InlineData("x => 2 + 3 * 4 - 6 / 4 % 2", 13)]
    [InlineData("x => 7 % 4 * 0x10", 48)]
    [InlineData("x => (1 + 2) * 3", 9)]
    [InlineData("x => 1.5e1 / 2", 7.5)]
    [InlineData("x => 3000000000 + 1", 3000000001)]
    [InlineData("x => 0xFFFFFFFF", -1)]
    [InlineData("x => 0xFFFFFFFFu", 4294967295)]
    [InlineData("x => 10L / 4", 2)]
    [InlineData("x => with(a = 2, b = a * 3; a + b)", 8)]
    [InlineData("x => x > 0 ? 1 : x < 0 ? 2 : 3", 1)]
    [InlineData("x => na(x) ?? 4.0", 4)]
    [InlineData("x => na(x) ?? na(x) ?? 5", 5)]
    [InlineData("x => 1 < 2 <= 2 < 3 ? 1 : 0", 1)]
    [InlineData("x => 1 != 2 != 1 ? 1 : 0", 0)]
    [InlineData("x => 3 >= 3 > 2 and not false or false ? 1 : 0", 1)]
    [InlineData("x => true || false && false ? 1 : 0", 1)]
    [InlineData("x => \"a\\u0062\" == \"ab\" <> true ? 1 : 0", double.NaN)]
    [InlineData("x => \"a\\u0062\" = \"ab\" ? 1 : 0", 1)]
    [InlineData("x => min(3, 4.5) + max(1, 2L)", 5)]
    [InlineData("x => abs(-3) + sign(-2.5) + sqrt(16)", 6)]
    [InlineData("x => round(2.5) + floor(-1.5) + ceil(1.2) + trunc(-1.9)", 1)]
    [InlineData("x => log(8, 2) + ln(exp(1)) + log(1)", 4)]
    [InlineData("x => sind(30) * 2 + cosd(60) * 2 + tand(45)", 3)]
    [InlineData("x => degrees(radians(180)) + deg(pi())", 360)]
    [InlineData("x => atan2(0, 1) + atanyx(0.0, 1) + asin(0) + acos(1) + atan(0) + sinh(0) + cosh(0) + tanh(0)", 1)]
    [InlineData("x => len(upper(\"abc\")) + len(left(\"abcdef\", -2)) + len(right(\"abcdef\", 4)) + len(mid(\"abcdef\", 1, -1)) + len(mid(\"abc\", 5, 1))", 13)]
    [InlineData("x => int(\"12\") + int(2.9) + int(true) + long(-1.5) + len(text(12.5)) + len(lower(concat()))", 18)]
    [InlineData("x => isna(na(x)) and not isna(1) and bool(\"true\") and global.default(true) == false ? 1 : 0", 1)]
    [InlineData("x => float(\"nonsense\") ?? double(\"0.5\")", 0.5)]
    [InlineData("x /* the input */ => 1 // the result\n + 1", 2)]
    public void TheLanguageIsMLNets(string expression, double expected)
    {
        IEstimator<ITransformer> estimator = _ml.Transforms.Expression("E", expression, "F");
        if (double.IsNaN(expected))
        {
            Assert.Throws<FormatException>(() => estimator.Fit(Data()));
            return;
        }
        IDataView output = estimator.Fit(Data()).Transform(Data());
        Assert.Equal(expected, Convert.ToDouble(output.Preview(1).RowView[0].Values.Single(value => value.Key == "E").Value), 1e-5);
    }

    [Theory]
    [InlineData("x => x + \"a\"", "'+' is for numbers")]
    [InlineData("x => y", "'y' is neither")]
    [InlineData("(x, y) => x", "2 parameters")]
    [InlineData("x => (x", "')' is expected")]
    [InlineData("x => x x", "the end is expected")]
    [InlineData("x => nothing(x)", "no function 'nothing'")]
    [InlineData("x => len(x)", "len does not take (Single)")]
    [InlineData("x => 1 < 2 > 1", "does not go with")]
    [InlineData("x => x ? 1 : 2", "no truth value")]
    [InlineData("x => true ? 1 : \"a\"", "different types")]
    [InlineData("x => \"abc", "UnterminatedString")]
    [InlineData("x => \"a\\q\"", "BadEscape")]
    [InlineData("x => 1 # 2", "BadChar")]
    [InlineData("x => 99999999999999999999", "IntOverflow")]
    [InlineData("x => 1e99", "FloatOverflow")]
    [InlineData("x => /* x", "UnterminatedComment")]
    [InlineData("x => !x", "truth values")]
    [InlineData("x", "'=>' or ':'")]
    [InlineData("x => other.sin(x)", "'other'")]
    [InlineData("x => true < false", "order")]
    public void FaultsAreNamedWithTheirPlace(string expression, string expected)
    {
        string message = Assert.Throws<FormatException>(() => _ml.Transforms.Expression("E", expression, "F").Fit(Data())).Message;
        Assert.Contains(expected, message);
        Assert.Contains("wrong at place", message);
    }

    [Fact]
    public void TypesFollowTheInputs()
    {
        IDataView output = Run(_ml, _ml.Transforms.Expression("IF", "(a, b) => a * b", "I", "F").Append(_ml.Transforms.Expression("LF", "(a, b) => a * b", "L", "F")).Append(_ml.Transforms.Expression("IL", "(a, b) => a - b", "I", "L"))
            .Append(_ml.Transforms.Expression("Text", "(s, b) => b ? upper(s) : s", "S", "B")).Append(_ml.Transforms.Expression("Truth", "(s, t) => s == t", "S", "T")).Append(_ml.Transforms.Expression("Same", "d => d ?? default(d)", "D")), Data());
        Assert.Equal("Single Double Int64 String Vector<Boolean, 2> Double", string.Join(" ", new[] { "IF", "LF", "IL", "Text", "Truth", "Same" }.Select(name => output.Schema[name].Type.ToString())));
        Assert.Equal(["HI", "bye", "hi"], output.GetColumn<string>("Text"));
        Assert.Equal([2d, 0, 0], output.GetColumn<double>("Same"));
        Assert.Contains("'T' is a second", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Expression("E", "(a, b) => a", "V", "T").Fit(Data())).Message);
        Assert.Contains("'Time'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Expression("E", "a => 1", "Time").Fit(Data())).Message);
        IDataView zero = _ml.Transforms.Expression("E", "a => 1 / (a - 2)", "I").Fit(Data()).Transform(Data());
        Assert.Contains("Row 1, column 'E'", Assert.Throws<InvalidOperationException>(() => zero.GetColumn<int>("E").ToArray()).Message);
        Assert.Contains("too deeply", Assert.Throws<FormatException>(() => _ml.Transforms.Expression("E", "x => " + new string('(', 10000), "F").Fit(Data())).Message);
        Assert.Contains("too deeply", Assert.Throws<FormatException>(() => _ml.Transforms.Expression("E", "x => " + new string('-', 10000) + "1", "F").Fit(Data())).Message);
    }
}

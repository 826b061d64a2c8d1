using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// The optimizer steps of ONNX's domain for training on trial. Operands are the learning rate, the number of steps so far, then all weights, all
/// gradients, and all of each kind of state; results are all new weights, then all new states of each kind.
/// </summary>
internal static class TrainingOperators
{
    public const string Domain = "ai.onnx.preview.training";

    /// <summary>Duchi, Hazan, Singer 2011: each weight's rate falls with the squares of its gradients so far.</summary>
    public static IReadOnlyList<Value> Adagrad(ImportedNode n)
    {
        float decay = n.TakeValue<float>("decay_factor") ?? 0, epsilon = n.TakeValue<float>("epsilon") ?? 1e-6f, norm = n.TakeValue<float>("norm_coefficient") ?? 0;
        (Value rate, Value steps) = RateAndSteps(n);
        Value falling = rate / (steps * decay + 1);
        return Each(n, 1, (x, g, state) =>
        {
            Value gradient = x * norm + g;
            Value squares = state[0] + gradient * gradient;
            return [x - falling * gradient / (squares.Sqrt() + epsilon), squares];
        });
    }

    /// <summary>Kingma, Ba 2014: moving averages of the gradient and of its square, both corrected for having begun at zero.</summary>
    public static IReadOnlyList<Value> Adam(ImportedNode n)
    {
        float alpha = n.TakeValue<float>("alpha") ?? 0.9f, beta = n.TakeValue<float>("beta") ?? 0.999f, epsilon = n.TakeValue<float>("epsilon") ?? 1e-6f;
        float norm = n.TakeValue<float>("norm_coefficient") ?? 0, after = n.TakeValue<float>("norm_coefficient_post") ?? 0;
        (Value rate, Value steps) = RateAndSteps(n);
        Value corrected = steps.Greater(steps.Like(0)).Where(rate * (1 - rate.Like(beta).Pow(steps)).Sqrt() / (1 - rate.Like(alpha).Pow(steps)), rate);
        return Each(n, 2, (x, g, state) =>
        {
            Value gradient = x * norm + g;
            Value mean = state[0] * alpha + gradient * (1 - alpha), squares = state[1] * beta + gradient * gradient * (1 - beta);
            return [(x - corrected * mean / (squares.Sqrt() + epsilon)) * (1 - after), mean, squares];
        });
    }

    /// <summary>Descent with momentum, plain or Nesterov's.</summary>
    public static IReadOnlyList<Value> Momentum(ImportedNode n)
    {
        float alpha = Required(n, "alpha"), beta = Required(n, "beta"), norm = Required(n, "norm_coefficient");
        string mode = n.Take<string>("mode") ?? throw n.Error("it needs the attribute 'mode', which is missing");
        if (mode is not ("standard" or "nesterov")) throw n.Error($"the mode '{mode}' is none of standard and nesterov");
        (Value rate, Value steps) = RateAndSteps(n);
        Value share = steps.Greater(steps.Like(0)).Where(rate.Like(beta), rate.Like(1));
        return Each(n, 1, (x, g, state) =>
        {
            Value gradient = x * norm + g;
            Value velocity = state[0] * alpha + gradient * share;
            return [x - rate * (mode == "standard" ? velocity : gradient + velocity * alpha), velocity];
        });
    }

    /// <summary>The gradients of the value that <c>y</c> names by those that <c>xs</c> names, at the point where the graph computes them.</summary>
    public static IReadOnlyList<Value> Gradient(ImportedNode n)
    {
        string[] xs = n.Take<string[]>("xs") ?? [], others = n.Take<string[]>("zs") ?? [];
        string y = n.Take<string>("y") ?? throw n.Error("it needs the attribute 'y', which is missing");
        if (xs.Length + others.Length != n.Inputs.Count) throw n.Error($"{n.Inputs.Count} operands are not {xs.Length} in xs and {others.Length} in zs");
        Value[] values = [.. xs.Concat(others).Select((name, i) => n.Find(name) is { } value && value == n.Inputs[i]
            ? value
            : throw n.Error($"operand {i} is not the value '{name}'; gradients at other points than the graph's own are not supported"))];
        return Gradients.Of(n.Find(y) ?? throw n.Error($"there is no value '{y}'"), values.AsSpan(0, xs.Length));
    }

    private static float Required(ImportedNode n, string attribute) =>
        n.TakeValue<float>(attribute) ?? throw n.Error($"it needs the attribute '{attribute}', which is missing");

    private static (Value Rate, Value Steps) RateAndSteps(ImportedNode n)
    {
        Value rate = n.Inputs[0]!;
        return (rate, n.Inputs[1]!.Cast(rate.Type.Element));
    }

    private static IReadOnlyList<Value> Each(ImportedNode n, int states, Func<Value, Value, Value[], Value[]> step)
    {
        (int weights, int rest) = Math.DivRem(n.Inputs.Count - 2, 2 + states);
        if (rest != 0) throw n.Error($"{n.Inputs.Count} operands are not a rate, a number of steps and {2 + states} for each weight");
        Value[][] results = [.. Enumerable.Range(0, weights).Select(w =>
            step(Operand(0, w), Operand(1, w), [.. Enumerable.Range(2, states).Select(kind => Operand(kind, w))]))];
        return [.. Enumerable.Range(0, states + 1).SelectMany(kind => results.Select(r => r[kind]))];

        Value Operand(int kind, int weight) => n.Inputs[2 + kind * weights + weight] ?? throw n.Error($"operand {2 + kind * weights + weight} is missing");
    }
}

using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.ModelConsumer;

// Another app: it knows nothing of the training, only the ML.NET runtime and the model zip that it is given.
try
{
    if (ConsumerArguments.Parse(args) is not { } arguments)
    {
        Console.Error.WriteLine(ConsumerArguments.Help);
        return args.Contains("--help") ? 0 : 2;
    }
    var context = new MLContext();
    ITransformer model = context.Model.Load(arguments.Model, out DataViewSchema schema);
    Console.WriteLine($"Input:  {string.Join(", ", schema.Select(c => $"{c.Name} ({c.Type})"))}");
    DataViewSchema output = model.GetOutputSchema(schema);
    Console.WriteLine($"Output: {string.Join(", ", output.Where(c => !c.IsHidden).Select(c => $"{c.Name} ({c.Type})"))}");
    VBuffer<ReadOnlyMemory<char>> keys = default;
    output["PredictedLabel"].GetKeyValues(ref keys);
    string[] labels = [.. keys.DenseValues().Select(k => k.ToString())];
    Console.WriteLine($"Labels: {string.Join(", ", labels)}");

    string[] files = arguments.Files();
    using var predictor = new Predictor(context, model);
    var predictions = new Prediction[files.Length];
    var watch = Stopwatch.StartNew();
    for (int round = 0; round < arguments.Repeat; round++)
    {
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = arguments.Threads }, i => predictions[i] = predictor.Predict(files[i]));
        if (arguments.Repeat > 1 && (round + 1) % Math.Max(1, arguments.Repeat / 10) == 0)
            Console.WriteLine($"{(round + 1L) * files.Length:N0} predictions, working set {Environment.WorkingSet / 1048576.0:0.0} MB");
    }
    for (int i = 0; i < files.Length; i++)
    {
        var best = predictions[i].Score.Select((p, c) => (Label: labels[c], Probability: p)).OrderByDescending(p => p.Probability).Take(arguments.Top);
        Console.WriteLine($"{files[i]}: {string.Join(", ", best.Select(b => $"{b.Label} {b.Probability * 100:0.0} %"))}");
    }
    long count = (long)files.Length * arguments.Repeat;
    Console.WriteLine($"{count:N0} prediction{(count == 1 ? "" : "s")} on {arguments.Threads} thread{(arguments.Threads == 1 ? "" : "s")} in {watch.Elapsed.TotalSeconds:0.00} s.");
    return 0;
}
catch (Exception e)
{
    while (e is AggregateException { InnerException: { } inner }) e = inner;
    Console.Error.WriteLine($"Error: {string.Join(" ", e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))}");
    return 1;
}

using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.FeedforwardNetworks;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;

var defaults = new TableOptions(Data: "datasets/seedlings/seedlings.csv", Test: null, Label: null, Task: TableOptions.Auto, Output: "artifacts/feedforward-networks",
    Hidden: "64,64", Dropout: 0.1, Epochs: 60, BatchSize: 64, LearningRate: 0.003f, Seed: 1);
return PipelineHost.Run(CommandLine.Create(defaults, Train, Evaluate, Predict), args);

void Train(TableOptions options, CancellationToken cancellation)
{
    var watch = Stopwatch.StartNew();
    DateTimeOffset started = DateTimeOffset.Now;
    var context = new MLContext(options.Seed);

    // Look the table over: what is a number, a category, the label.
    TableFile table = TableFile.Inspect(context, options.Data);
    (TableColumn label, bool regression) = LabelOf(table, options);
    Terminal.Line($"{table.Path}: {label.Rows:N0} rows, {(regression ? $"predicting the number {label.Name}" : $"telling the {label.Values.Length} values of {label.Name} apart")}.");
    Terminal.Table(["Column", "Taken for", "Missing", "Values"], table.Columns.Select(c => c.Describe()).Select(c => (IReadOnlyList<string>)[c.Name, c.Type, $"{c.Missing:N0}", c.Summary]));

    // Load it, and set rows aside for the test.
    (string Name, bool Number)[] columns = [.. table.Columns.Where(c => c.Kind != ColumnKind.LeftOut).Select(c => (c.Name, c.Kind == ColumnKind.Number || c == label && regression))];
    IDataView all = table.Load(context, columns);
    (IDataView train, IDataView test) = options.Test is null
        ? context.Data.TrainTestSplit(all, testFraction: 0.2, seed: options.Seed) is var split ? (split.TrainSet, split.TestSet) : default
        : (all, TableFile.Inspect(context, options.Test).Load(context, columns));

    // Compose: values to features, the label to a key or left as a number.
    ITransformer features = TableModel.Features(context, table).Fit(train);
    ITransformer preparation = regression ? features : features.Append(context.Transforms.Conversion.MapValueToKey(TableModel.LabelKey, label.Name, keyData: context.Data.LoadFromLabels(label.Values)).Fit(train));
    string target = regression ? label.Name : TableModel.LabelKey;
    IDataView prepared = context.Data.Cache(preparation.Transform(train)), tested = preparation.Transform(test);

    // Fit a network, and a linear model beside it.
    using var display = new TrainingDisplay("rows");
    float[] amounts = regression ? [.. train.GetColumn<float>(label.Name)] : [];
    double mean = amounts.DefaultIfEmpty().Average(), deviation = Math.Sqrt(amounts.DefaultIfEmpty().Average(a => (a - mean) * (a - mean)));
    NeuralNetworkOptions settings = TableModel.Network(options, target, regression ? 1 : label.Values.Length, mean, deviation, display, cancellation);
    NeuralNetworkModel network = regression ? context.Regression.Trainers.NeuralNetwork(settings).Train(prepared) : context.MulticlassClassification.Trainers.NeuralNetwork(settings).Train(prepared);
    display.Dispose();
    ITransformer linear = regression ? context.Regression.Trainers.Sdca(target, "Features").Fit(prepared) : context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(target, "Features").Fit(prepared);

    // Evaluate both on rows that they have never seen.
    string[] shown = [.. columns.Select(c => c.Name)];
    TableEvaluation evaluation = TableEvaluation.Run(context, network.Transformer.Transform(tested), shown, target), baseline = TableEvaluation.Run(context, linear.Transform(tested), shown, target);
    evaluation.Show($"Network {options.Hidden}");
    baseline.Show("Linear model");

    // Save the model, from the values of a row to the prediction, and the report.
    Directory.CreateDirectory(options.Output);
    string path = Path.Combine(options.Output, ModelFiles.Name);
    context.Model.Save(features.Append(network.Transformer), all.Schema, path);
    RunReport report = evaluation.Report($"{label.Name} of {Path.GetFileName(table.Path)}", options with { Label = label.Name }, table, amounts.Length > 0 ? amounts.Length : train.GetColumn<string>(label.Name).Count(), watch.Elapsed.TotalSeconds, started, network);
    ReportFiles.Write(report with { Baselines = [new BaselineInfo("linear", baseline.Outcomes.ToDictionary())] }, options.Output, evaluation.Outcomes);
    Terminal.Line($"Saved {path}, metrics.json and report.html after {Terminal.Time(watch.Elapsed)}.");

    // Predict with the saved model, as another app would.
    Predict(path, options.Test ?? options.Data, top: 5);
}

void Evaluate(string model, TableOptions options)
{
    DateTimeOffset started = DateTimeOffset.Now;
    var context = new MLContext(options.Seed);
    ITransformer loaded = ModelFiles.Load(context, model, out DataViewSchema schema);
    TableFile table = TableFile.Inspect(context, options.Data);
    TableColumn label = table.Label(options.Label);
    label.Kind = ColumnKind.Label;
    IDataView scored = loaded.Transform(table.Load(context, schema.Select(c => (c.Name, c.Type is not TextDataViewType))));
    bool regression = scored.Schema.GetColumnOrNull("PredictedLabel") is null;
    if (scored.Schema.GetColumnOrNull(label.Name) is null) throw new PipelineException($"The model was trained without a column '{label.Name}'. Its columns are: {string.Join(", ", schema.Select(c => c.Name))}.");
    if (!regression) scored = context.Transforms.Conversion.MapValueToKey(TableModel.LabelKey, label.Name, keyData: context.Data.LoadFromLabels(ClassifierSchema.Labels(scored.Schema))).Fit(scored).Transform(scored);
    TableEvaluation evaluation = TableEvaluation.Run(context, scored, [.. schema.Select(c => c.Name).Where(n => table.Columns.Any(c => c.Name == n))], regression ? label.Name : TableModel.LabelKey);
    evaluation.Show(Path.GetFileName(model));
    ReportFiles.Write(evaluation.Report($"{Path.GetFileName(model)} on {Path.GetFileName(table.Path)}", options with { Label = label.Name }, table, 0, (DateTimeOffset.Now - started).TotalSeconds, started), options.Output, evaluation.Outcomes);
    Terminal.Line($"Wrote metrics.json and report.html to {options.Output}.");
}

void Predict(string model, string data, int top)
{
    var context = new MLContext();
    ITransformer loaded = ModelFiles.Load(context, model, out DataViewSchema schema);
    IDataView scored = loaded.Transform(TableFile.Inspect(context, data).Load(context, schema.Select(c => (c.Name, c.Type is not TextDataViewType))));
    foreach ((string text, int row) in TablePredictions.Read(scored).Take(top > 0 ? top : int.MaxValue).Select((t, i) => (t, i + 1))) Terminal.Line($"row {row}: {text}");
}

(TableColumn Label, bool Regression) LabelOf(TableFile table, TableOptions options)
{
    TableColumn label = table.Label(options.Label);
    bool regression = options.Task == TableOptions.Regression || options.Task == TableOptions.Auto && !label.LooksLikeClasses;
    if (label.Missing > 0) throw new PipelineException($"{label.Missing:N0} rows of '{table.Path}' have no value in the label's column '{label.Name}'. Fill or remove them.");
    if (regression && !label.IsNumeric) throw new PipelineException($"Column '{label.Name}' is not numeric, so no regression can be made of it. Use --task multiclass.");
    if (!regression && (label.HasManyValues || label.Values.Length < 2)) throw new PipelineException($"Column '{label.Name}' has {(label.HasManyValues ? "too many different values" : "one value only")} to tell classes apart. Name another with --label{(label.IsNumeric ? ", or use --task regression" : "")}.");
    if (options.Task == TableOptions.Binary && label.Values.Length != 2) throw new PipelineException($"Column '{label.Name}' has {label.Values.Length} values; a binary task has two. Use --task multiclass.");
    label.Kind = ColumnKind.Label;
    return (label, regression);
}

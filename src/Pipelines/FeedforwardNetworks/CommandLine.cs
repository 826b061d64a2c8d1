using System.CommandLine;
using System.Globalization;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;

namespace MlNetDeepLearning.FeedforwardNetworks;

/// <summary>The pipeline's commands and their options.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Trains a multilayer perceptron on a table, tests it against a linear model, and saves a model that any ML.NET app can load.

        Examples:
          dotnet run -c Release                                                       the whole story on the table of the repository
          dotnet run -c Release -- train --data adult.csv --label income              columns are typed automatically and shown
          dotnet run -c Release -- train --data wine.csv --label quality --task regression
          dotnet run -c Release -- evaluate --data other.csv                          test the model on another table
          dotnet run -c Release -- predict new.csv                                    a prediction for each row
          dotnet run -c Release -- export --onnx network.onnx                         the network for any ONNX runtime
        """;

    public static RootCommand Create(TableOptions defaults, Action<TableOptions, CancellationToken> train, Action<string, TableOptions> evaluate, Action<string, string, int> predict)
    {
        var data = new Option<string?>("--data", "-d") { Description = "A table as text, with or without a line of names; separated by commas, semicolons or tabs.", HelpName = "file" };
        var test = new Option<string?>("--test") { Description = "Another table to test on; without it a fifth of the rows is set aside.", HelpName = "file" };
        var label = new Option<string?>("--label", "-y") { Description = "The column to predict, by its name or its number from 1; the last one where none is called label, target or class.", HelpName = "column" };
        var task = new Option<string>("--task") { Description = "What to predict: auto, binary, multiclass or regression.", DefaultValueFactory = _ => defaults.Task };
        task.AcceptOnlyFromAmong(TableOptions.Auto, TableOptions.Binary, TableOptions.Multiclass, TableOptions.Regression);
        var output = new Option<string>("--output", "-o") { Description = "The folder for model and report.", DefaultValueFactory = _ => defaults.Output, HelpName = "folder" };
        var hidden = new Option<string>("--hidden", "-n") { Description = "The widths of the hidden layers, such as 64,32.", DefaultValueFactory = _ => defaults.Hidden };
        var dropout = new Option<double>("--dropout") { Description = "The part of each hidden layer that is left out at random in training.", DefaultValueFactory = _ => defaults.Dropout };
        var epochs = new Option<int>("--epochs", "-e") { Description = "How often to go through the training rows.", DefaultValueFactory = _ => defaults.Epochs };
        var batch = new Option<int>("--batch-size", "-b") { Description = "Rows per step.", DefaultValueFactory = _ => defaults.BatchSize };
        var rate = new Option<float>("--learning-rate", "-l") { Description = "The highest learning rate.", DefaultValueFactory = _ => defaults.LearningRate };
        var seed = new Option<int>("--seed", "-s") { Description = "Determines everything random: the same seed gives the same model, bit for bit.", DefaultValueFactory = _ => defaults.Seed };
        Check(epochs, v => v is >= 1 and <= 100_000, "a whole number from 1 to 100,000");
        Check(batch, v => v is >= 1 and <= 65_536, "a whole number from 1 to 65,536");
        Check(rate, v => v is > 0 and <= 100, "a number above 0, such as 0.001");
        Check(dropout, v => v is >= 0 and < 1, "a number from 0 to below 1");
        Check(seed, v => v >= 0, "a whole number from 0 on");
        hidden.Validators.Add(r =>
        {
            if (!r.Tokens.All(t => t.Value.Split(',').All(w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= 1 and <= 16_384)))
                r.AddError("--hidden takes widths from 1 to 16,384 separated by commas, such as 64,32.");
        });
        Option[] options = [data, test, label, task, output, hidden, dropout, epochs, batch, rate, seed];

        var root = new RootCommand(Examples);
        var trainCommand = new Command("train", "Train, test, report, save and predict.");
        foreach (Command command in new[] { root, trainCommand })
        {
            foreach (Option option in options) command.Add(option);
            command.SetAction((parsed, cancellation) => Run(() => train(Read(parsed, defaults.Output), cancellation)));
        }
        var model = new Option<string>("--model", "-m") { Description = "The model zip.", DefaultValueFactory = _ => Path.Combine(defaults.Output, ModelFiles.Name), HelpName = "zip" };
        var top = new Option<int>("--top", "-t") { Description = "How many rows to predict; 0 for all.", DefaultValueFactory = _ => 0 };
        var table = new Argument<string>("table") { Description = "A table with the columns that the model was trained on." };
        var evaluateCommand = new Command("evaluate", "Test a saved model on another table.") { model, data, label, task, output };
        evaluateCommand.SetAction((parsed, _) => Run(() => evaluate(parsed.GetValue(model)!, Read(parsed, Path.Combine(defaults.Output, "evaluation")))));
        var predictCommand = new Command("predict", "Predict the rows of a table.") { table, model, top };
        predictCommand.SetAction((parsed, _) => Run(() => predict(parsed.GetValue(model)!, parsed.GetValue(table)!, parsed.GetValue(top))));
        Command exportCommand = ClassifierCommands.Export(model, defaults.Output, "Write the network of a saved model as an ONNX file.");
        foreach (Command command in new[] { trainCommand, evaluateCommand, predictCommand, exportCommand }) root.Add(command);
        return root;

        TableOptions Read(ParseResult parsed, string folder) => new(parsed.GetValue(data) ?? RepositoryFiles.Find(defaults.Data), parsed.GetValue(test), parsed.GetValue(label), parsed.GetValue(task)!,
            parsed.GetResult(output) is { Implicit: false } ? parsed.GetValue(output)! : folder, parsed.GetValue(hidden)!, parsed.GetValue(dropout), parsed.GetValue(epochs), parsed.GetValue(batch), parsed.GetValue(rate), parsed.GetValue(seed));
    }

    private static void Check<T>(Option<T> option, Func<T, bool> fits, string expected) where T : IParsable<T> => option.Validators.Add(r =>
    {
        if (!r.Tokens.All(t => T.TryParse(t.Value, CultureInfo.InvariantCulture, out T? value) && fits(value))) r.AddError($"{option.Name} takes {expected}.");
    });

    private static Task<int> Run(Action action)
    {
        action();
        return Task.FromResult(ExitCodes.Done);
    }
}

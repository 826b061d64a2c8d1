using System.CommandLine;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Describes networks.</summary>
public delegate int InspectAction(IReadOnlyList<string> models, string? json, int runs);

/// <summary>Compares networks with stored outputs.</summary>
public delegate int CompareAction(IReadOnlyList<string> models, string? references, double tolerance, string? json, int runs);

/// <summary>The commands <c>inspect</c> and <c>compare</c> of pipelines that score networks of a format.</summary>
public sealed class NetworkCommands
{
    private readonly Argument<string[]> _models;
    private readonly Option<string?> _json = new("--json") { Description = "A file to write the figures to.", HelpName = "file" };

    /// <summary>Declares what the commands share.</summary>
    /// <param name="models">What the format's models are called.</param>
    public NetworkCommands(string models) =>
        _models = new Argument<string[]>("models") { Description = $"{models}, folders of them, or names of the catalog.", Arity = ArgumentArity.OneOrMore };

    /// <summary>How far a conversion or an output may be off.</summary>
    public Option<double> Tolerance { get; } = new("--tolerance") { Description = "The most that elements may differ, in parts of the largest element.", DefaultValueFactory = _ => 1e-4 };

    /// <summary>Makes the command <c>inspect</c>.</summary>
    /// <param name="description">What it says of itself.</param>
    /// <param name="inspect">What it does.</param>
    public Command Inspect(string description, InspectAction inspect)
    {
        var runs = new Option<int>("--runs") { Description = "How many runs are timed.", DefaultValueFactory = _ => 0 };
        var command = new Command("inspect", description) { _models, _json, runs };
        command.SetAction((parsed, _) => Task.FromResult(inspect(parsed.GetValue(_models)!, parsed.GetValue(_json), parsed.GetValue(runs))));
        return command;
    }

    /// <summary>Makes the command <c>compare</c>.</summary>
    /// <param name="compare">What it does.</param>
    public Command Compare(CompareAction compare)
    {
        var references = new Option<string?>("--references", "-r") { Description = "The folder of stored inputs and outputs; otherwise reference/MODEL and test_data_set_* beside the model.", HelpName = "folder" };
        var runs = new Option<int>("--runs") { Description = "How many further runs are timed.", DefaultValueFactory = _ => 5 };
        var command = new Command("compare", "Compare the outputs of networks with stored ones; exit code 1 beyond the tolerance.") { _models, references, Tolerance, _json, runs };
        command.SetAction((parsed, _) => Task.FromResult(compare(parsed.GetValue(_models)!, parsed.GetValue(references), parsed.GetValue(Tolerance), parsed.GetValue(_json), parsed.GetValue(runs))));
        return command;
    }
}

using System.CommandLine;
using Microsoft.ML;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Hosting;

/// <summary>The commands that pipelines have for a model that they saved.</summary>
public static class ClassifierCommands
{
    /// <summary>The command <c>evaluate</c>, which tests a picture classifier and writes a report.</summary>
    /// <param name="model">The option for the model.</param>
    /// <param name="pipeline">The pipeline's name in the report.</param>
    /// <param name="folder">The pipeline's output folder.</param>
    /// <param name="defaultSeed">Decides what is set aside for the test where no seed is given.</param>
    /// <param name="dataOf">The path of the data: as given, or the embedded data set's.</param>
    public static Command Evaluate(Option<string> model, string pipeline, string folder, int defaultSeed, Func<string?, string> dataOf)
    {
        var data = new Option<string?>("--data", "-d") { Description = "Labelled pictures; the test part is used, or what would be set aside for it.", HelpName = "path" };
        var output = new Option<string>("--output", "-o") { Description = "The folder for the report.", DefaultValueFactory = _ => Path.Combine(folder, "evaluation"), HelpName = "folder" };
        var seed = new Option<int>("--seed", "-s") { Description = "Decides what is set aside for the test.", DefaultValueFactory = _ => defaultSeed };
        var skip = new Option<bool>("--skip-unreadable") { Description = "Leave unreadable pictures out instead of stopping." };
        var command = new Command("evaluate", "Test a saved model on labelled pictures.") { model, data, output, seed, skip };
        command.SetAction((parsed, cancellation) =>
        {
            Evaluate(parsed.GetValue(model)!, pipeline, dataOf(parsed.GetValue(data)), parsed.GetValue(output)!, parsed.GetValue(seed), parsed.GetValue(skip), cancellation);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <summary>The command <c>export</c>, which writes the network of a model.</summary>
    /// <param name="model">The option for the model.</param>
    /// <param name="folder">The pipeline's output folder.</param>
    /// <param name="description">What the command says of itself.</param>
    public static Command Export(Option<string> model, string folder, string description)
    {
        var onnx = new Option<string>("--onnx") { Description = "The file to write.", DefaultValueFactory = _ => Path.Combine(folder, "network.onnx"), HelpName = "file" };
        var features = new Option<string?>("--features") { Description = "The values that transfer learning takes as features when the network is a backbone, with commas between them; written into the file.", HelpName = "names" };
        var command = new Command("export", description) { model, onnx, features };
        command.SetAction((parsed, _) =>
        {
            ModelFiles.ExportOnnx(parsed.GetValue(model)!, parsed.GetValue(onnx)!, parsed.GetValue(features));
            Terminal.Line($"Wrote {parsed.GetValue(onnx)}.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Evaluate(string model, string pipeline, string dataPath, string output, int seed, bool skipUnreadable, CancellationToken cancellation)
    {
        var context = new MLContext(seed);
        ITransformer scoring = ModelFiles.WithoutLoading(ModelFiles.Load(context, model, out _));
        (ImageDataset data, _, _) = ImageDatasets.Load(dataPath, seed, skipUnreadable, training: false, cancellation);
        IReadOnlyList<string> labels = ClassifierSchema.Labels(scoring.GetOutputSchema(context.Data.LoadFromImages([]).Schema));
        ClassifierEvaluation evaluation = ClassifierEvaluation.Run(context, scoring, data.Test, labels);
        evaluation.Show();
        evaluation.Write(evaluation.Report($"{Path.GetFileName(model)} on {Path.GetFileName(data.Path.TrimEnd('/', '\\'))}",
            new RunInfo(pipeline, DateTimeOffset.Now, 0, 0, seed, new Dictionary<string, string> { ["model"] = model, ["data"] = data.Path }, RunVersions.Collect()), data), output);
        Terminal.Line($"Wrote metrics.json and report.html to {output}.");
    }
}

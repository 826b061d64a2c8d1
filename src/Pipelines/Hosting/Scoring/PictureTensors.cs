using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Turns pictures into a network's input with the ML.NET steps that scoring uses, for whatever runs the network itself.</summary>
public static class PictureTensors
{
    /// <summary>The input for each picture that can be read, with its file; those that cannot are told of and left out.</summary>
    /// <param name="context">The context.</param>
    /// <param name="plan">How pictures become the input.</param>
    /// <param name="files">The pictures.</param>
    /// <param name="cancellation">Ends between two pictures.</param>
    /// <exception cref="PipelineException">No picture can be read.</exception>
    public static IReadOnlyList<(string File, Tensor Input)> Read(MLContext context, ScoringPlan plan, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        IDataView rows = context.Data.LoadFromEnumerable(Array.Empty<ImagePathRow>());
        IEstimator<ITransformer> steps = context.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(plan.Preprocessing.Compose(context, "Image", plan.Input.Name));
        steps = plan.Preprocessing.Bytes ? steps.Append(context.Transforms.Conversion.ConvertType("Values", plan.Input.Name, DataKind.Single)) : steps.Append(context.Transforms.CopyColumns("Values", plan.Input.Name));
        using PredictionEngine<ImagePathRow, InputValues> engine = context.Model.CreatePredictionEngine<ImagePathRow, InputValues>(steps.Fit(rows));
        int[] dims = plan.Preprocessing.Layout == DeepLearning.Scoring.TensorLayout.Nchw
            ? [1, plan.Preprocessing.Planes, plan.Preprocessing.Height, plan.Preprocessing.Width]
            : [1, plan.Preprocessing.Height, plan.Preprocessing.Width, plan.Preprocessing.Planes];
        List<(string, Tensor)> read = [];
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Tensor values = Tensor.Of<float>(dims, engine.Predict(new ImagePathRow { ImagePath = file }).Values), input = new(plan.Input.Type, dims);
                Conversion.Convert(values, input);
                read.Add((file, input));
            }
            catch (Exception e) when (e is ImageFormatException or IOException or InvalidOperationException)
            {
                Terminal.Warning(e.Message);
            }
        }
        return read.Count > 0 ? read : throw new PipelineException($"None of the {files.Count} pictures can be read.");
    }

    private sealed class InputValues
    {
        public float[] Values { get; set; } = [];
    }
}

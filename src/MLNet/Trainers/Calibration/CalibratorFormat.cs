using Microsoft.ML.Model;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Calibrators;

/// <summary>Writes and reads calibrators as settings of the component they belong to.</summary>
internal static class CalibratorFormat
{
    public const string PlattKind = "PlattCalibrator";

    public static void Write(ModelWriter writer, ICalibrator calibrator)
    {
        switch (calibrator)
        {
            case PlattCalibrator platt:
                writer.Set("calibrator", "Platt");
                writer.Value("slope", platt.Slope);
                writer.Value("offset", platt.Offset);
                break;
            case IsotonicCalibrator isotonic:
                writer.Set("calibrator", "Isotonic");
                writer.Floats("mins", isotonic.Mins.AsSpan());
                writer.Floats("maxes", isotonic.Maxes.AsSpan());
                writer.Floats("values", isotonic.Values.AsSpan());
                break;
            case NaiveCalibrator naive:
                writer.Set("calibrator", "Naive");
                writer.Value("min", naive.Min);
                writer.Value("binSize", naive.BinSize);
                writer.Floats("shares", (float[])naive.BinProbs);
                break;
            default:
                throw new InvalidOperationException($"A calibrator of type {calibrator.GetType()} cannot be saved in a model file.");
        }
    }

    public static ICalibrator Read(ModelReader reader)
    {
        switch (reader.Text("calibrator"))
        {
            case "Platt":
                return new PlattCalibrator(reader.Double("slope"), reader.Double("offset"));
            case "Isotonic":
                float[] mins = reader.Floats("mins");
                return new IsotonicCalibrator([.. mins], [.. reader.Floats("maxes", mins.Length)], [.. reader.Floats("values", mins.Length)]);
            case "Naive":
                float[] shares = reader.Floats("shares");
                return shares.Length > 0 ? new NaiveCalibrator(reader.Single("min"), reader.Single("binSize"), shares) : throw reader.Invalid("'shares' is empty");
            default:
                throw reader.Invalid($"'calibrator' is '{reader.Text("calibrator")}', which is none of Platt, Isotonic, Naive");
        }
    }

    /// <summary>Calls the visitor with a calibrator in its own type.</summary>
    public static TResult Accept<TResult>(this ICalibrator calibrator, ICalibratorVisitor<TResult> visitor) => calibrator switch
    {
        PlattCalibrator platt => visitor.Visit(platt),
        IsotonicCalibrator isotonic => visitor.Visit(isotonic),
        NaiveCalibrator naive => visitor.Visit(naive),
        _ => visitor.Visit(calibrator),
    };
}

/// <summary>Something that is done with calibrators in their own types.</summary>
internal interface ICalibratorVisitor<out TResult>
{
    TResult Visit<TCalibrator>(TCalibrator calibrator) where TCalibrator : class, ICalibrator;
}

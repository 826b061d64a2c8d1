namespace MlNetDeepLearning.DeepLearning;

/// <summary>How well one class is told from the others.</summary>
/// <param name="Label">The class.</param>
/// <param name="Precision">Of the examples predicted as this class, the part that is of it; 0 when none is predicted as it.</param>
/// <param name="Recall">Of the examples of this class, the part that is predicted as it; 0 when there are none.</param>
/// <param name="F1">The harmonic mean of precision and recall; 0 when both are 0.</param>
/// <param name="Support">The number of examples of this class.</param>
public sealed record ClassFigures(string Label, double Precision, double Recall, double F1, double Support);

/// <summary>Precision, recall and F1 of a classifier for each class and averaged over them, from its confusion matrix.</summary>
/// <param name="Classes">The figures of each class in the order of the matrix.</param>
/// <param name="Macro">The mean over the classes, each counting the same.</param>
/// <param name="Weighted">The mean over the classes, each counting by its support.</param>
/// <param name="Accuracy">The part of all examples that is predicted as its own class.</param>
public sealed record ClassificationFigures(IReadOnlyList<ClassFigures> Classes, ClassFigures Macro, ClassFigures Weighted, double Accuracy)
{
    /// <summary>The figures over all examples together. Where each has one class, all three are the accuracy.</summary>
    public ClassFigures Micro => new("micro average", Accuracy, Accuracy, Accuracy, Macro.Support);

    /// <summary>The mean recall of the classes that have examples: the accuracy if all classes were equally frequent. ML.NET calls it macro accuracy.</summary>
    public double BalancedAccuracy { get; private init; }

    /// <summary>The Matthews correlation of true and predicted classes (Gorodkin 2004), -1 to 1; 0 for guessing, and where all are of one class.</summary>
    public double MatthewsCorrelation { get; private init; }

    /// <summary>Cohen's kappa (1960): how much of the agreement that chance does not explain is reached; NaN where chance explains all.</summary>
    public double CohenKappa { get; private init; }

    /// <summary>Works the figures out.</summary>
    /// <param name="confusion">Rows are the true classes, columns the predicted ones, as in ML.NET's <c>ConfusionMatrix.Counts</c>.</param>
    /// <param name="labels">The classes' names in the order of the rows.</param>
    public static ClassificationFigures Of(IReadOnlyList<IReadOnlyList<double>> confusion, IReadOnlyList<string> labels)
    {
        if (labels.Count != confusion.Count)
            throw new ArgumentException($"The confusion matrix has {confusion.Count} classes, but {labels.Count} labels were given.", nameof(labels));
        double[] hits = new double[labels.Count], support = new double[labels.Count], predicted = new double[labels.Count];
        for (int r = 0; r < labels.Count; r++)
        {
            hits[r] = confusion[r][r];
            for (int c = 0; c < labels.Count; c++)
            {
                support[r] += confusion[r][c];
                predicted[c] += confusion[r][c];
            }
        }
        return Of(labels, hits, support, predicted);
    }

    /// <summary>Works the figures out from each class's right predictions, examples and predictions.</summary>
    internal static ClassificationFigures Of(IReadOnlyList<string> labels, double[] allHits, double[] allSupport, double[] allPredicted)
    {
        var classes = new ClassFigures[labels.Count];
        double correct = 0, total = 0, chance = 0, predictedSquares = 0, supportSquares = 0, recalls = 0;
        int present = 0;
        for (int c = 0; c < classes.Length; c++)
        {
            double hits = allHits[c], support = allSupport[c], predicted = allPredicted[c];
            double precision = predicted > 0 ? hits / predicted : 0, recall = support > 0 ? hits / support : 0;
            classes[c] = new ClassFigures(labels[c], precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0, support);
            correct += hits;
            total += support;
            chance += support * predicted;
            predictedSquares += predicted * predicted;
            supportSquares += support * support;
            if (support <= 0) continue;
            recalls += recall;
            present++;
        }
        double spread = Math.Sqrt((total * total - predictedSquares) * (total * total - supportSquares));
        return new ClassificationFigures(classes, Mean("macro average", classes, _ => 1, total), Mean("weighted average", classes, c => c.Support, total),
            total > 0 ? correct / total : 0)
        {
            BalancedAccuracy = present > 0 ? recalls / present : 0,
            MatthewsCorrelation = spread > 0 ? (correct * total - chance) / spread : 0,
            CohenKappa = (correct * total - chance) / (total * total - chance),
        };
    }

    private static ClassFigures Mean(string name, ClassFigures[] classes, Func<ClassFigures, double> weight, double support)
    {
        double sum = Math.Max(classes.Sum(weight), double.Epsilon);
        return new ClassFigures(name, classes.Sum(c => weight(c) * c.Precision) / sum, classes.Sum(c => weight(c) * c.Recall) / sum,
            classes.Sum(c => weight(c) * c.F1) / sum, support);
    }
}

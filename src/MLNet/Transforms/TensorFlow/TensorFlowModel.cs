using MlNetDeepLearning.Formats.TensorFlow;

namespace Microsoft.ML.Transforms;

/// <summary>A TensorFlow model, loaded: a look at its operations, and estimators that score rows with it. It may be used on several threads.</summary>
public sealed class TensorFlowModel : IDisposable
{
    internal TensorFlowModel(TensorFlowFile file, string name, bool treatOutputAsBatched)
    {
        File = file;
        Name = name;
        TreatOutputAsBatched = treatOutputAsBatched;
    }

    internal TensorFlowFile File { get; }

    internal string Name { get; }

    internal bool TreatOutputAsBatched { get; }

    /// <summary>Does nothing: the model's memory is the garbage collector's. It is here because the official model has it.</summary>
    public void Dispose() { }

    /// <summary>
    /// A column for each operation of the model whose result a column can hold, in the order of the file, with the type that the result has. Its annotations say the operation's
    /// type (<c>TensorflowOperatorType</c>) and which operations it takes its operands from (<c>TensorflowUpstreamOperators</c>).
    /// </summary>
    public DataViewSchema GetModelSchema() => TensorFlowOperations.ToSchema(File.Nodes, TreatOutputAsBatched);

    /// <summary>The part of <see cref="GetModelSchema"/> that is fed from outside: the placeholders.</summary>
    public DataViewSchema GetInputSchema() => TensorFlowOperations.ToSchema(File.Nodes.Where(node => node.Op == "Placeholder"), TreatOutputAsBatched);

    /// <summary>Computes one operation of the model from one column.</summary>
    /// <param name="outputColumnName">The operation to compute, with which the new column shares its name; <c>name:1</c> is its second result.</param>
    /// <param name="inputColumnName">The operation that is fed, and the column that it is fed from.</param>
    /// <param name="addBatchDimensionInput">Whether a dimension that counts rows stands before those that the model says, for models that do not say how many dimensions they take.</param>
    public TensorFlowEstimator ScoreTensorFlowModel(string outputColumnName, string inputColumnName, bool addBatchDimensionInput = false)
        => ScoreTensorFlowModel([outputColumnName], [inputColumnName], addBatchDimensionInput);

    /// <summary>Computes some operations of the model from some columns.</summary>
    /// <param name="outputColumnNames">The operations to compute, with which the new columns share their names; <c>name:1</c> is an operation's second result.</param>
    /// <param name="inputColumnNames">The operations that are fed, and the columns that they are fed from.</param>
    /// <param name="addBatchDimensionInput">Whether a dimension that counts rows stands before those that the model says, for models that do not say how many dimensions they take.</param>
    public TensorFlowEstimator ScoreTensorFlowModel(string[] outputColumnNames, string[] inputColumnNames, bool addBatchDimensionInput = false)
        => new(new TensorFlowBinding(this, outputColumnNames, inputColumnNames, addBatchDimensionInput));
}

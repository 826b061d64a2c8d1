using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Computes the standard errors of the weights of a logistic regression from its curvature.</summary>
public abstract class ComputeLogisticRegressionStandardDeviation
{
    /// <summary>For derived classes.</summary>
    protected ComputeLogisticRegressionStandardDeviation() { }

    /// <summary>The standard errors of the bias and of the weights that are not 0.</summary>
    /// <param name="hessian">The second derivatives of the loss with its regularization: the lower triangle, row after row, of a matrix with the bias first.</param>
    /// <param name="weightIndices">The places of the weights that are not 0, counted with the bias at 0; null where no weight is 0.</param>
    /// <param name="parametersCount">The number of rows of the matrix.</param>
    /// <param name="currentWeightsCount">The number of all weights, the bias included.</param>
    /// <param name="ch">Takes messages.</param>
    /// <param name="l2Weight">The regularization, which is on the diagonal for all but the bias.</param>
    public abstract VBuffer<float> ComputeStandardDeviation(double[] hessian, int[]? weightIndices, int parametersCount, int currentWeightsCount, IChannel ch, float l2Weight);
}

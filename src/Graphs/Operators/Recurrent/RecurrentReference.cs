using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Recurrent layers in their plainest form, for any floating-point type: one sequence, one step, one element after another, in double.</summary>
/// <param name="k">The kernel.</param>
/// <param name="attributes">The operator's attributes.</param>
/// <param name="op">The operator, which knows what a step does.</param>
internal readonly unsafe struct RecurrentReference(Kernel k, RecurrentAttributes attributes, IRecurrentOperator op) : IFloatVisitor
{
    public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        Shape x = k.Input(0).Shape;
        bool first = attributes.BatchFirst;
        int steps = x[first ? 1 : 0], batch = x[first ? 0 : 1], directions = attributes.Directions, hidden = k.Input(2).Shape[2];
        for (int d = 0; d < directions; d++)
            for (int n = 0; n < batch; n++)
            {
                int length = k.HasInput(4) ? k.In<int>(4)[n] : steps;
                long state = first ? (long)n * directions + d : (long)d * batch + n;
                var row = new RecurrentRow(attributes, d, attributes.Gates, x[2], Part<T>(1, d, directions), Part<T>(2, d, directions), Part<T>(3, d, directions),
                    Part<T>(7, d, directions), States<T>(5, state, hidden), States<T>(6, state, hidden));
                for (int s = 0; s < steps; s++)
                {
                    int t = attributes.IsReverse(d) ? steps - 1 - s : s;
                    double[] y = new double[hidden];
                    if (t < length)
                    {
                        T* input = k.In<T>(0) + (first ? (long)n * steps + t : (long)t * batch + n) * x[2];
                        for (int i = 0; i < x[2]; i++) row.Input[i] = double.CreateTruncating(input[i]);
                        op.Cell(row, y);
                        y.CopyTo(row.Hidden, 0);
                    }
                    Write<T>(0, first ? ((long)n * steps + t) * directions + d : ((long)t * directions + d) * batch + n, y);
                }
                Write<T>(1, state, row.Hidden);
                Write<T>(2, state, row.CellState);
            }
    }

    private double[] Part<T>(int input, int direction, int directions) where T : unmanaged, INumber<T>
    {
        if (!k.HasInput(input)) return [];
        int count = (int)(k.Input(input).Count / directions);
        return Read(k.In<T>(input) + (long)direction * count, count);
    }

    private double[] States<T>(int input, long row, int hidden) where T : unmanaged, INumber<T> =>
        k.HasInput(input) ? Read(k.In<T>(input) + row * hidden, hidden) : new double[hidden];

    private static double[] Read<T>(T* source, int count) where T : unmanaged, INumber<T>
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = double.CreateTruncating(source[i]);
        return values;
    }

    private void Write<T>(int output, long row, double[] values) where T : unmanaged, INumber<T>
    {
        if (!k.HasOutput(output)) return;
        for (int j = 0; j < values.Length; j++) k.Out<T>(output)[row * values.Length + j] = T.CreateTruncating(values[j]);
    }
}

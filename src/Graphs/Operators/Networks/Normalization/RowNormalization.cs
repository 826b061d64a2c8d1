using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What LayerNormalization and RMSNormalization share: everything from an axis on is a row, normalized on its own.</summary>
internal static unsafe class RowNormalization
{
    /// <summary>The shape rule for scale and bias: one number for each element of a row.</summary>
    public static void CheckOperands(Inference i, int axis)
    {
        i.RequireSameElement();
        SymbolicShape shape = i.Shape(0);
        Dim columns = shape.CountBetween(shape.Axis(axis), shape.Rank);
        for (int p = 1; p < Math.Max(2, i.InputCount); p++)
            if (p == 1 || i.HasInput(p)) i.RequireEqual(i.Shape(p).Count, columns, $"the number of elements of input {p} and of the dimensions that are normalized");
    }

    /// <summary>Rows and columns of a tensor.</summary>
    public static (int Rows, int Columns) Split(Shape shape, int axis)
    {
        if (axis < 0) axis += shape.Rank;
        return (checked((int)shape.CountBetween(0, axis)), checked((int)shape.CountBetween(axis, shape.Rank)));
    }

    /// <summary>The kernel; results 1 and 2 (mean and inverse deviation) are optional.</summary>
    public static void Run(Kernel k, int axis, float epsilon, bool centered)
    {
        (int rows, int columns) = Split(k.Input(0).Shape, axis);
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            VectorLayerNorm.Run(k.In<float>(0), k.In<float>(1), k.HasInput(2) ? k.In<float>(2) : null, k.Out<float>(0),
                k.HasOutput(1) ? k.Out<float>(1) : null, k.HasOutput(2) ? k.Out<float>(2) : null, rows, columns, epsilon, centered);
            return;
        }
        var forward = new Forward(k, rows, columns, epsilon, centered);
        ElementTypeVisitor.Float(k.Input(0).Type, ref forward);
    }

    /// <summary>The gradients by x, scale and bias from dy, x and scale.</summary>
    public static void RunGradient(Kernel k, int axis, float epsilon, bool centered)
    {
        (int rows, int columns) = Split(k.Input(1).Shape, axis);
        if (k.Input(1).Type == ElementType.Float32 && !k.Reference)
        {
            VectorLayerNorm.Gradient(k.In<float>(0), k.In<float>(1), k.In<float>(2), k.Out<float>(0), k.HasOutput(1) ? k.Out<float>(1) : null,
                k.HasOutput(2) ? k.Out<float>(2) : null, k.Scratch<float>(VectorLayerNorm.Scratch(rows, columns)), rows, columns, epsilon, centered);
            return;
        }
        var backward = new Backward(k, rows, columns, epsilon, centered);
        ElementTypeVisitor.Float(k.Input(1).Type, ref backward);
    }

    private static double D<T>(T value) where T : INumber<T> => double.CreateSaturating(value);

    private static (double Mean, double Inverse) Moments<T>(T* x, int n, float epsilon, bool centered) where T : unmanaged, INumber<T>
    {
        double mean = 0, variance = 0;
        for (int i = 0; i < n && centered; i++) mean += D(x[i]) / n;
        for (int i = 0; i < n; i++) variance += (D(x[i]) - mean) * (D(x[i]) - mean) / n;
        return (mean, 1 / Math.Sqrt(variance + epsilon));
    }

    private readonly struct Forward(Kernel k, int rows, int columns, float epsilon, bool centered) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            for (int row = 0; row < rows; row++)
            {
                T* x = k.In<T>(0) + (long)row * columns, y = k.Out<T>(0) + (long)row * columns;
                (double mean, double inverse) = Moments(x, columns, epsilon, centered);
                for (int i = 0; i < columns; i++)
                    y[i] = T.CreateSaturating((D(x[i]) - mean) * inverse * D(k.In<T>(1)[i]) + (k.HasInput(2) ? D(k.In<T>(2)[i]) : 0));
                if (k.HasOutput(1)) k.Out<T>(1)[row] = T.CreateSaturating(mean);
                if (k.HasOutput(2)) k.Out<T>(2)[row] = T.CreateSaturating(inverse);
            }
        }
    }

    private readonly struct Backward(Kernel k, int rows, int columns, float epsilon, bool centered) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            double* dScale = k.Scratch<double>(2L * columns), dBias = dScale + columns;
            new Span<double>(dScale, 2 * columns).Clear();
            T* scale = k.In<T>(2);
            for (int row = 0; row < rows; row++)
            {
                long at = (long)row * columns;
                T* dy = k.In<T>(0) + at, x = k.In<T>(1) + at, dx = k.Out<T>(0) + at;
                (double mean, double inverse) = Moments(x, columns, epsilon, centered);
                double sum = 0, products = 0;
                for (int i = 0; i < columns; i++)
                {
                    double hat = (D(x[i]) - mean) * inverse, g = D(dy[i]);
                    dScale[i] += g * hat;
                    dBias[i] += g;
                    sum += centered ? g * D(scale[i]) : 0;
                    products += g * D(scale[i]) * hat;
                }
                for (int i = 0; i < columns; i++)
                    dx[i] = T.CreateSaturating((D(dy[i]) * D(scale[i]) - sum / columns - (D(x[i]) - mean) * inverse * products / columns) * inverse);
            }
            for (int i = 0; i < columns; i++)
            {
                if (k.HasOutput(1)) k.Out<T>(1)[i] = T.CreateSaturating(dScale[i]);
                if (k.HasOutput(2)) k.Out<T>(2)[i] = T.CreateSaturating(dBias[i]);
            }
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The determinant of each square matrix in the last two axes, by elimination with row pivots in double precision (ONNX Det).</summary>
public sealed record Det : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        SymbolicShape x = i.Shape(0);
        i.RequireEqual(x[-2], x[-1], "rows and columns of a square matrix");
        i.Output(i.Element(0), SymbolicShape.Of(x.Dims[..^2]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var determinants = new Determinants(k, k.Input(0).Shape[-1]);
        ElementTypeVisitor.Float(k.Input(0).Type, ref determinants);
    }

    private readonly unsafe struct Determinants(Kernel k, int n) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            double* a = k.Scratch<double>((long)n * n);
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (long matrix = 0; matrix < k.Output(0).Count; matrix++)
            {
                for (long i = 0; i < (long)n * n; i++) a[i] = double.CreateSaturating(*x++);
                y[matrix] = T.CreateSaturating(Of(a));
            }
        }

        private double Of(double* a)
        {
            double product = 1;
            for (int c = 0; c < n; c++)
            {
                int pivot = c;
                for (int r = c + 1; r < n; r++)
                    if (Math.Abs(a[r * n + c]) > Math.Abs(a[pivot * n + c])) pivot = r;
                if (a[pivot * n + c] == 0) return 0;
                if (pivot != c) product = -product;
                for (int i = c; i < n && pivot != c; i++) (a[pivot * n + i], a[c * n + i]) = (a[c * n + i], a[pivot * n + i]);
                product *= a[c * n + c];
                for (int r = c + 1; r < n; r++)
                {
                    double factor = a[r * n + c] / a[c * n + c];
                    for (int i = c + 1; i < n; i++) a[r * n + i] -= factor * a[c * n + i];
                }
            }
            return product;
        }
    }
}

/// <summary>Applies <see cref="Graphs.Det"/>.</summary>
public static class DetBuilder
{
    /// <summary>The determinant of each square matrix in the last two axes.</summary>
    public static Value Det(this Value x) => x.Graph.Add(new Det(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Det>();
}
